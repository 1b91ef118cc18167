"""Issuing a bulletin: the public notice, objections, numbered issues, and revisions."""
