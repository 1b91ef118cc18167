"""What the schools and the service centre of the sample city sent for September to December 2024, and the
graduates of 2021.

`figures` says what must come out, `schools`, `services` and `collaboration` make the rows of the forms, `mail` says which
files came when, faults included; how they are written down is in `sites/writing`. Only the city's totals are
those of a published work report; the city, its schools and every person are made up.
"""
