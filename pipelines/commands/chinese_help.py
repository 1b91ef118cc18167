"""Click in Chinese: the headings of its help, and its usage errors in one sentence."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import click


class _InChinese(click.Command):
    """A command whose help has Chinese headings. The texts below them are our own and Chinese already."""

    def format_usage(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(
            context.command_path, " ".join(self.collect_usage_pieces(context)), prefix="用法："
        )

    def get_help_option(self, context: click.Context) -> click.Option | None:
        option = super().get_help_option(context)
        if option:
            option.help = "显示这段说明。"
        return option

    def collect_usage_pieces(self, context: click.Context) -> list[str]:
        words = {"[OPTIONS]": "[选项]", "COMMAND [ARGS]...": "命令 [选项]"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(context)]

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        records = [
            record for parameter in self.get_params(context) if (record := parameter.get_help_record(context))
        ]
        with formatter.section("选项"):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(context, formatter)


class ChineseCommand(_InChinese):
    """A command whose help is in Chinese."""


class ChineseGroup(_InChinese, click.Group):
    """A group of commands whose help is in Chinese."""

    command_class = ChineseCommand

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """List each command with what it does."""
        with formatter.section("命令"):
            formatter.write_dl([*self.command_helps()])

    def list_commands(self, context: click.Context) -> list[str]:
        """The names of the commands in the order in which they were written."""
        return [*self.commands]

    def command_helps(self) -> Iterable[tuple[str, str]]:
        """The name of each command and what it does."""
        return [(name, command.help or "") for name, command in self.commands.items()]


def usage_sentence(error: click.ClickException) -> str:
    """A usage error as one Chinese sentence, without the full stop. Click's own texts are English, so what
    they say is told by the kind of the error, or by the type of the parameter.
    """
    for kind, sentence in _BY_KIND.items():
        if isinstance(error, kind):
            return sentence(error)
    if isinstance(error, click.NoSuchCommand):
        return f"没有命令 {error.command_name}，可用的命令：{'、'.join(_known_to(error.ctx))}"
    if isinstance(error, click.BadParameter) and error.param and _is_of_click(error.param.type):
        return f"{_named(error.param, error.ctx)} 写得不对，{_wanted(error.param.type)}，可用 --help 查看用法"
    if _CHINESE.search(error.message):
        return error.message
    return "多写了参数，可用 --help 查看用法"


def _is_of_click(kind: click.ParamType) -> bool:
    return type(kind).__module__.startswith("click.")


def _known_to(context: click.Context | None) -> Iterable[str]:
    """The commands of the group that was called."""
    if context is None or not isinstance(context.command, click.Group):
        return ()
    return context.command.list_commands(context)


def _named(parameter: click.Parameter, context: click.Context | None) -> str:
    return parameter.get_error_hint(context).replace("'", "")


def _wanted(kind: click.ParamType) -> str:
    """What the values of a type look like."""
    if isinstance(kind, click.Choice):
        return f"应是{'、'.join(map(str, kind.choices))}之一"
    if isinstance(kind, click.IntRange):
        bounds = [
            *([f"不小于 {kind.min}"] if kind.min is not None else []),
            *([f"不大于 {kind.max}"] if kind.max is not None else []),
        ]
        return f"应是整数，{'、'.join(bounds)}"
    return {"integer": "应是整数", "float": "应是数"}.get(kind.name, "请检查这个值")


_CHINESE = re.compile(r"[\u4e00-\u9fff]")

_BY_KIND: dict[type, Callable[[Any], str]] = {
    click.NoSuchOption: lambda error: f"没有选项 {error.option_name}，可用 --help 查看全部选项",
    click.MissingParameter: lambda error: f"缺少 {_named(error.param, error.ctx)}，可用 --help 查看用法",
    click.BadOptionUsage: lambda error: (
        f"选项 {error.option_name} 后面不带值"
        if "not take" in error.message
        else f"选项 {error.option_name} 后面要跟一个值"
    ),
}
