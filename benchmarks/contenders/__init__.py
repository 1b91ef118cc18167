"""The same work by other means, to measure against; each module is a program: ``python -m
benchmarks.contenders.NAME INBOX OUTPUT``.
"""
