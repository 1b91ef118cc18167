"""The county's mail: what its townships and its bureau sent for September to December 2022, and the targets
of January.

`figures` says what must come out, `rows` makes the rows of the forms, `mail` says which files came when,
faults included. The work report names no county and leaves most figures blank: the county and its townships
are made up. Real are the target of 1150 learners, fifty to a class, three townships trained as wholes, the
four majors and the rates of 100 %.
"""
