"""Faults of the program, told without the words of the exception. These words may quote a value, perhaps the
name or a number of a person.

An exception of our own says only what we wrote, so it passes as it is. So do those of the operating system
and of the database, which speak of paths and statements.
"""

import traceback
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

OURS = ("pipelines.", "assets.", "warehouse.", "schemas.")
_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class ProgramFault(RuntimeError):
    """Something went wrong that nobody foresaw. It says only which kind of exception it was, and where."""


def place_of(error: BaseException) -> str:
    """The kind of an exception, and the place that raised it: ``KeyError at assets/facts/facts.py:41 in
    build_facts``.
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return type(error).__name__
    own = [
        frame
        for frame in frames
        if any(f"/{name[:-1]}/" in frame.filename for name in OURS) and "site-packages" not in frame.filename
    ]
    frame = (own or frames)[-1]
    file = "/".join(frame.filename.split("/")[-3:])
    return f"{type(error).__name__} at {file}:{frame.lineno} in {frame.name}"


def is_ours(error: BaseException) -> bool:
    """Whether an exception says only what we wrote ourselves."""
    return type(error).__module__.startswith(OURS)


def quoting_nothing(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """For a function that works on persons: let no exception out whose words may quote a value. ProgramFault
    takes its place.

    Whatever runs the function (Dagster, a shell, cron's mail) keeps the words of the exceptions that it
    raises.
    """

    @wraps(function)
    def guarded(*arguments: _Arguments.args, **named: _Arguments.kwargs) -> _Result:
        try:
            return function(*arguments, **named)
        except Exception as error:
            if (
                is_ours(error)
                or isinstance(error, OSError)
                or type(error).__module__.startswith("sqlalchemy.")
            ):
                raise
            # It gets no cause, because the words of the cause would be kept with it.
            raise ProgramFault(f"程序出错（{place_of(error)}），请把这一行告诉维护人员").with_traceback(
                error.__traceback__
            ) from None

    return guarded
