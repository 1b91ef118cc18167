"""The same work done by other means, to measure against. Each module is a program: ``python -m
benchmarks.contenders.NAME INBOX OUTPUT``.
"""
