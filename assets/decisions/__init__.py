"""Decisions of the office (认定): what a steward grants, corrects, enters or revokes, each with who decided,
why and on what basis.
"""
