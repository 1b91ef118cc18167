"""What is produced, a folder for each stage, in the order in which the data flows.

A stage knows only those before it.
"""
