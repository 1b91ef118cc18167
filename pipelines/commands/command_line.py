"""All commands of ``kaohe``, and how one of them is run to its end."""

import click

from warehouse.processes.imports import importing

with importing():
    from pipelines.commands.check import check
    from pipelines.commands.chinese_help import ChineseGroup, usage_sentence
    from pipelines.commands.init import init
    from pipelines.commands.keeping.access import access
    from pipelines.commands.keeping.database import database
    from pipelines.commands.keeping.key import key
    from pipelines.commands.keeping.metrics import metrics
    from pipelines.commands.keeping.retain import retain
    from pipelines.commands.keeping.sites import sites
    from pipelines.commands.replay import replay
    from pipelines.commands.reports.decide import decide
    from pipelines.commands.reports.documents import documents
    from pipelines.commands.reports.form import form
    from pipelines.commands.reports.outgoing import collect, export, fill
    from pipelines.commands.reports.remind import remind
    from pipelines.commands.reports.status import status
    from pipelines.commands.reports.template import template
    from pipelines.commands.results.bulletin import bulletin
    from pipelines.commands.results.explain import explain
    from pipelines.commands.results.objection import objection
    from pipelines.commands.results.simulate import simulate
    from pipelines.commands.run import run
    from pipelines.commands.ui import ui
    from pipelines.commands.watch import watch
    from pipelines.commands.year import year
    from pipelines.interruption import tell_interrupted
    from pipelines.telling.failures import failure_sentence
    from warehouse.processes.garbage import collect_seldom

FINISHED, COULD_NOT_FINISH, WRONG_USAGE = 0, 1, 2

KEEPING = (key, access, retain, metrics, sites, database)
"""Commands for the people who keep the installation running."""
COMMANDS = (
    init,
    check,
    year,
    run,
    status,
    watch,
    explain,
    simulate,
    bulletin,
    decide,
    objection,
    remind,
    form,
    template,
    documents,
    collect,
    fill,
    export,
    replay,
    *KEEPING,
    ui,
)
"""In the order in which the help lists them."""


@click.group(cls=ChineseGroup, help="考核 Kaohe：从各单位报送的工作簿到考核指标、得分和亮灯。")
@click.version_option(package_name="kaohe", message="考核 Kaohe %(version)s", help="显示版本。")
def main_group() -> None:
    """Without a command it prints the help."""


for command in COMMANDS:
    main_group.add_command(command)


def run_command() -> int:
    """Run the command that the arguments of the process name, and return its exit code. Every failure is one
    Chinese sentence on stderr.
    """
    collect_seldom()
    try:
        # If a command ends with an exit code of its own, click returns it here.
        ended = main_group.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else "")
        return WRONG_USAGE
    except click.UsageError as error:
        click.echo(f"用法错误：{usage_sentence(error, main_group.commands)}。", err=True)
        return WRONG_USAGE
    except click.ClickException as error:
        click.echo(error.message, err=True)
        return COULD_NOT_FINISH
    except (click.Abort, KeyboardInterrupt):
        tell_interrupted()
        return COULD_NOT_FINISH
    except Exception as error:
        click.echo(f"没有完成：{failure_sentence(error)}。", err=True)
        return COULD_NOT_FINISH
    return ended if isinstance(ended, int) else FINISHED
