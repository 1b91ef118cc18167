"""Commands about reports: who has sent what, reminders, templates, documents that are missing, decisions, and
what goes out again (collected, filled and exported workbooks).
"""
