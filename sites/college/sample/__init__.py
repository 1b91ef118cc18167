"""What the departments of the sample college sent for September (January to September at once) to December
2023.

`figures` says what must come out, `rows` makes the rows of the forms, `mail` says which files came when,
faults included; how they are written down is in `sites/writing`. The college, its departments and all they
did are made up.
"""
