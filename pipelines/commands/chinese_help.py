"""Click in Chinese: the headings of its help, and its usage errors in one sentence."""

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
            formatter.write_dl([(name, command.help or "") for name, command in self.commands.items()])


def usage_sentence(error: click.ClickException, commands: Iterable[str]) -> str:
    """A usage error as one Chinese sentence. Click's own texts are English."""
    in_chinese: dict[type, Callable[[Any], str]] = {
        click.NoSuchOption: lambda error: f"没有选项 {error.option_name}，可用 --help 查看全部选项",
        click.MissingParameter: lambda error: (
            f"缺少 {error.param.get_error_hint(error.ctx).replace(chr(39), '')}，可用 --help 查看用法"
        ),
        click.BadOptionUsage: lambda error: f"选项 {error.option_name} 后面要跟一个值",
    }
    for kind, sentence in in_chinese.items():
        if isinstance(error, kind):
            return sentence(error)
    if error.message.startswith("No such command"):
        return f"没有命令 {error.message.split(chr(39))[1]}，可用的命令：{'、'.join(commands)}"
    if error.message.startswith("Got unexpected extra argument"):
        return "多写了参数，可用 --help 查看用法"
    return error.message
