"""The ledger (台账): who owed what, what arrived, which version counts, and what was decided."""
