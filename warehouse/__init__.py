"""The warehouse: the ledger of who reported what, the results, the views that BI reads, and the fact
store.
"""
