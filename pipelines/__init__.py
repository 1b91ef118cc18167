"""When and where things run: Dagster's definitions and the ``kaohe`` command.

``commands`` are the command line, ``orchestration`` jobs, schedules and sensors, ``sites`` many offices
at once, ``telling`` what is told of runs, ``internals`` all that uses private names of other libraries.
"""
