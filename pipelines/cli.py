"""Where the ``kaohe`` command begins.

Exit code 0: the pass finished, even if reports were returned to units. 1: it could not finish. 2: wrong
usage.
"""

import sys

from pipelines import interruption


def main(command_line: str = "pipelines.commands.command_line") -> None:
    """Run the command line and end the process with its exit code.

    ``command_line``: the module whose ``run_command`` knows all commands.
    """
    interruption.end_when_interrupted()
    _write_whatever_the_terminal_can_show()
    # Somebody may press Ctrl+C while this is imported.
    import logging
    from importlib import import_module

    from pipelines.internals.ending import end

    # If the root logger has no handler, the first warning of a library adds one. That one writes everything
    # to stderr, our own tracebacks included.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        run_command = import_module(command_line).run_command
        interruption.raise_when_interrupted()
        code = run_command()
    except KeyboardInterrupt:
        interruption.tell_interrupted()
        code = interruption.EXIT_CODE
    interruption.ignore_interruptions()
    end(code)


def _write_whatever_the_terminal_can_show() -> None:
    """Let a character that the encoding of the output lacks become a similar one or “?”. A terminal with GBK
    has no ✓, and a file's name may be no text at all; neither is a reason to fail.
    """
    from pipelines.nearest_characters import NEAREST

    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors=NEAREST)  # type: ignore[union-attr]
