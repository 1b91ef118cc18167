"""Where the ``kaohe`` command begins: the command line of the pipelines, with the commands of the desk."""

from pipelines import cli


def main() -> None:
    """Run the command line and end the process with its exit code."""
    cli.main("desk.command_line")
