"""What is told of runs: alerts, reminders in groups, metrics, records, logs, and failures in a sentence."""
