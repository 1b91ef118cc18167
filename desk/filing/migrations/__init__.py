"""The tables of filed workbooks, as they came to be: Django applies these in their order."""
