"""Accounts (账号): who may log in, as what, and for which unit."""
