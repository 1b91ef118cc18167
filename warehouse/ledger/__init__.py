"""The ledger (台账): what each unit owed, what arrived, which version counts, and what was decided."""
