"""Commands about reports: who has sent what, reminders, blank workbooks, missing documents, decisions, and
the workbooks that leave the office (collected, filled and exported).
"""
