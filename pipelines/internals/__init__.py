"""All that uses private names of other libraries: Dagster's storages, queue, launcher and events, and how
Python ends a process.

A new release of one of them may change what is used here, and nothing else. ``tests/architecture`` holds that
private names are imported nowhere else.
"""
