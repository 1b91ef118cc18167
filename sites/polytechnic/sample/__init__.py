"""The mail of a college that adds two columns to a built-in form, for March and April 2024: its departments
report their training projects, with how many took part online and with which enterprise.

The college, its departments and all figures are made up.
"""
