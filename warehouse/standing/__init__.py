"""How things stand, read from the ledger for people: units and reports, what changed, how late, how many."""
