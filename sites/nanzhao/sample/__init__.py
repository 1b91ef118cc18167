"""The society's mail: its ledgers of 2025 and of January 2026, and what the county's vocational school
reported for 2025.

`rows` says what happened, `mail` which files came when, faults included. The figures of the work report are
real; days, places, members and pupils, and what happened in January 2026, are made up.
"""
