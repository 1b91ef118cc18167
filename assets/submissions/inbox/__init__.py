"""How files come in: the listing of the inbox, the archive, and receipts."""
