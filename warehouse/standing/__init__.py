"""How things stand, read from the ledger for people: units and reports, what changed, how late reports are,
how many there are.
"""
