"""Decisions of the office (认定): what a steward grants, corrects, enters or revokes, with who, why and on
what basis.
"""
