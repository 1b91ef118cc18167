"""The kinds of findings, by what they are about; ``schemas.findings`` is the whole catalogue."""
