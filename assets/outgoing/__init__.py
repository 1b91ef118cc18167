"""What leaves the office (出口): the table of all units' rows (汇总表), reports to pass up in the receiver's
own layout, the BI views as files, and the receipts of units whose reports passed.
"""
