"""When and where things run: Dagster's definitions and the ``kaohe`` command.

``commands`` holds the command line, ``orchestration`` the jobs, schedules and sensors, ``sites`` what runs
many offices at once, ``telling`` what people and monitors learn about runs, and ``internals`` everything that
uses private names of other libraries.
"""
