"""The kinds of findings, grouped by what they are about. ``schemas.findings`` is the whole catalogue."""
