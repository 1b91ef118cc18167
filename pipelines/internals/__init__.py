"""Everything that uses private names of other libraries: Dagster's storages, queue, launcher and events, and
how Python ends a process.

A new release of one of these libraries may force changes here, but nowhere else: ``tests/architecture``
checks that no other folder imports private names.
"""
