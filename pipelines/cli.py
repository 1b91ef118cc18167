"""The ``kaohe`` command. Exit 0: the pass finished, whatever was returned to units; 1: it could not finish; 2: wrong usage."""

import sys

import click

from pipelines.chinese_help import ChineseGroup, usage_sentence
from pipelines.commands.access import access
from pipelines.commands.bulletin import bulletin
from pipelines.commands.database import database
from pipelines.commands.documents import documents
from pipelines.commands.explain import explain
from pipelines.commands.key import key
from pipelines.commands.metrics import metrics
from pipelines.commands.objection import objection
from pipelines.commands.remind import remind
from pipelines.commands.replay import replay
from pipelines.commands.retain import retain
from pipelines.commands.run import run
from pipelines.commands.simulate import simulate
from pipelines.commands.sites import sites
from pipelines.commands.status import status
from pipelines.commands.template import template
from pipelines.commands.ui import ui
from pipelines.commands.watch import watch
from pipelines.failures import failure_sentence

FINISHED, COULD_NOT_FINISH, WRONG_USAGE = 0, 1, 2
KEEPING = (key, access, retain, metrics, sites, database)
"""For who keeps the installation running."""
COMMANDS = (run, status, watch, explain, simulate, bulletin, objection, remind, template, documents, replay, *KEEPING, ui)
"""In the order in which the help lists them."""


@click.group(cls=ChineseGroup, help="考核 Kaohe：从各单位报送的工作簿到考核指标、得分和亮灯。")
def main_group() -> None:
    """The group of commands."""


for command in COMMANDS:
    main_group.add_command(command)


def main() -> None:
    """The entry point: every failure is one Chinese sentence on stderr and an exit code."""
    try:
        main_group.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        sys.exit(WRONG_USAGE)
    except click.UsageError as error:
        click.echo(f"用法错误：{usage_sentence(error, main_group.commands)}。", err=True)
        sys.exit(WRONG_USAGE)
    except click.ClickException as error:
        click.echo(error.message, err=True)
        sys.exit(COULD_NOT_FINISH)
    except (click.Abort, KeyboardInterrupt):
        click.echo("已中断；没有丢失任何文件，重新运行即可继续。", err=True)
        sys.exit(COULD_NOT_FINISH)
    except Exception as error:
        click.echo(f"没有完成：{failure_sentence(error)}。", err=True)
        sys.exit(COULD_NOT_FINISH)
    sys.exit(FINISHED)
