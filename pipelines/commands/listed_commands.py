"""Commands that are listed before they are loaded: ``kaohe --help`` imports none of them."""

from collections.abc import Iterable
from importlib import import_module
from typing import NamedTuple

import click

from pipelines.commands.chinese_help import ChineseGroup
from pipelines.interruption import ending_when_interrupted
from warehouse.processes.imports import importing


class Listed(NamedTuple):
    """A command as the help lists it: its name, the module that defines it under this name, and what it
    does.
    """

    name: str
    module: str
    help: str


class ListedGroup(ChineseGroup):
    """A group whose commands are loaded when they are called."""

    def __init__(self, *arguments: object, listed: Iterable[Listed] = (), **settings: object) -> None:
        """``listed``: its commands. The other arguments are those of every group."""
        super().__init__(*arguments, **settings)  # type: ignore[arg-type]
        self.listed: dict[str, Listed] = {}
        self.add_listed(*listed)

    def add_listed(self, *commands: Listed) -> None:
        """Add commands. The help lists them in this order."""
        self.listed |= {each.name: each for each in commands}

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the commands."""
        return [*self.listed]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of that name with its help, loaded now. None if there is none."""
        if (listed := self.listed.get(name)) is None:
            return None
        with ending_when_interrupted(), importing():
            command: click.Command = getattr(import_module(listed.module), name)
        command.help = listed.help
        return command

    def command_helps(self) -> Iterable[tuple[str, str]]:
        """The name of each command and what it does."""
        return [(each.name, each.help) for each in self.listed.values()]
