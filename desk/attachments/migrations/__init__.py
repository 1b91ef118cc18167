"""The tables of the attachments."""
