"""What leaves the office (出口).

These are the table of all units' rows (汇总表), reports to pass up in the receiver's own layout, the BI views
as files, and receipts for units whose reports passed.
"""
