"""Issuing a bulletin: public notice, objections, numbered issues, revisions."""
