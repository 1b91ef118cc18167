"""The tables of accounts, as they came to be: Django applies these in their order."""
