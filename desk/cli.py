"""The ``kaohe`` command with the desk's own commands."""

from desk.commands.account import account
from desk.commands.desk import desk
from pipelines import cli

cli.main_group.add_command(desk)
cli.main_group.add_command(account)


def main() -> None:
    """Run the command line and end the process with its exit code."""
    cli.main()
