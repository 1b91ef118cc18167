"""The mail of a county education office that collects nothing but three forms of its own, for March and April
2024: townships report the control of dropouts by village, central schools and a kindergarten their hazards,
central schools their teachers' training.

`forms` has the forms as they are printed, `mail` says which files came when, faults included. The county, its
units and all figures are made up.
"""
