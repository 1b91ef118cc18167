"""What people and monitors learn about runs: alerts, reminders in groups, metrics, records, logs, and
failures as one sentence.
"""
