"""All commands of ``kaohe``, and how one of them is run to its end."""

import click

from pipelines.commands.chinese_help import usage_sentence
from pipelines.commands.listed_commands import Listed, ListedGroup
from pipelines.interruption import tell_interrupted
from warehouse.processes.garbage import collect_seldom

FINISHED, COULD_NOT_FINISH, WRONG_USAGE = 0, 1, 2

COMMANDS = (
    Listed(
        "init",
        "pipelines.commands.init",
        "新建主管部门文件夹：带注释的设置、单位表、一张报表、一个方案和已填好的样例报表，建好就能运行。",
    ),
    Listed(
        "check",
        "pipelines.commands.check",
        "检查设置：单位、报表、方案和收文时间表里的每一处错误和不起作用的内容，逐条写明文件、行和怎么改；不收件、不考核。",
    ),
    Listed(
        "year",
        "pipelines.commands.year",
        "转入新年度：照上一年的方案写新一年的，延长报告期，列出还缺的目标和人口基数。可以重复运行。",
    ),
    Listed("run", "pipelines.commands.run", "收取收件箱里的全部新文件，审核入库，再考核有变化的月份。"),
    Listed("status", "pipelines.commands.reports.status", "谁报了、谁迟报、谁被退回、谁是零报告、谁还没报。"),
    Listed(
        "watch",
        "pipelines.commands.watch",
        "动态监测：谁连续落后应约谈，哪些要整改、缺什么，上月的改了没有；不写方案为全部，不写月份为各方案最近一个月。",
    ),
    Listed(
        "explain",
        "pipelines.commands.results.explain",
        "追溯：一个得分依据什么规则、由哪些数得来，直到每个文件的版本、工作表和单元格。"
        "参数依次为方案、指标、单位、报告期；不写指标为该单位的总分，例如 kaohe explain township-2023 A3-1 耿车镇 2023-12。",
    ),
    Listed(
        "simulate",
        "pipelines.commands.results.simulate",
        "方案推演：改了权重、目标值、计分方法或参数，以前的得分和名次会怎么变；不改动任何数据和方案文件。"
        "例如 kaohe simulate township-2023 --set A3-1.weight=30 --set A3-2.weight=10。",
    ),
    Listed(
        "bulletin",
        "pipelines.commands.results.bulletin",
        "通报：写一个方案一个月的通报草稿（Word、Excel、网页），数字与 BI 视图一致；--notice 公示，--issue 印发并冻结。",
    ),
    Listed(
        "decide",
        "pipelines.commands.reports.decide",
        "认定：特批、延期、更正等，写明谁认定、理由和依据；下次收件考核时按它重算（延期的期限马上改），可撤销。",
    ),
    Listed(
        "objection",
        "pipelines.commands.results.objection",
        "异议（申诉）：登记、查看、办结对考核数据的异议；有未办结的不能印发通报。",
    ),
    Listed("remind", "pipelines.commands.reports.remind", "催报：哪些单位还欠哪些报表，可直接贴到工作群。"),
    Listed("form", "pipelines.commands.reports.form", "报表文件：照现有的表样起草（draft）。"),
    Listed(
        "template",
        "pipelines.commands.reports.template",
        "空白表：给各单位的本期报表，不变的内容已预填；[FORM] 写报表代号，不写则为本期应报的全部；--decisions 写认定表。",
    ),
    Listed(
        "documents",
        "pipelines.commands.reports.documents",
        "缺件名单：双提升学员谁还缺身份证、户口册、标准像。名单含姓名，只写进 home 的 evidence 文件夹，只供管理员使用。",
    ),
    Listed(
        "collect",
        "pipelines.commands.reports.outgoing",
        "汇总表：一张报表一个月各单位的全部行，按表样排列，各单位小计和合计，写明谁缺报。含个人信息的写进 evidence 文件夹。",
    ),
    Listed(
        "fill",
        "pipelines.commands.reports.outgoing",
        "填上报表：把设置文件夹 reports 里的表样填上这个月的数，格式、公式、打印设置不变。",
    ),
    Listed(
        "export",
        "pipelines.commands.reports.outgoing",
        "导出：这个月的全部 BI 视图，CSV（Excel 可直接打开）和 Parquet 各一份，附数据字典。",
    ),
    Listed(
        "replay",
        "pipelines.commands.replay",
        "推演：某条审核规则若定为强制性错误（或改用别的参数），以前各期会新退回哪些报表；不改动任何数据。",
    ),
    Listed(
        "key",
        "pipelines.commands.keeping.key",
        "人员密钥：库中的人只用加密后的编号表示，密钥在 home 的 person.key。",
    ),
    Listed(
        "access",
        "pipelines.commands.keeping.access",
        "原件查阅记录：谁在什么时候用哪个命令、为什么打开过哪份原始文件。",
    ),
    Listed(
        "retain",
        "pipelines.commands.keeping.retain",
        "保存期限：列出超过 site.yaml 里 retention 期限的文件；加 --apply 才删除。本年有效的、公示或申诉中的不删，台账和数据都保留。",
    ),
    Listed(
        "metrics",
        "pipelines.commands.keeping.metrics",
        "监控指标（Prometheus 格式）：最近一次成功的时间、用时、报送、逾期、意见、磁盘等；每次运行后也写进 metrics/kaohe.prom。",
    ),
    Listed(
        "sites",
        "pipelines.commands.keeping.sites",
        "多单位：许多单位共用一个 Dagster，由多台机器上的 Celery 工作进程分担运行。",
    ),
    Listed(
        "database",
        "pipelines.commands.keeping.database",
        "数据库：准备或升级表结构；生成 PostgreSQL 角色（写入、BI 只读）的脚本。",
    ),
    Listed("ui", "pipelines.commands.ui", "打开 Dagster 页面（先收一遍件）：http://127.0.0.1:3000"),
)
"""In the order in which the help lists them. Those from ``key`` on are for the people who keep the
installation running.
"""


@click.group(
    cls=ListedGroup, listed=COMMANDS, help="考核 Kaohe：从各单位报送的工作簿到考核指标、得分和亮灯。"
)
@click.version_option(package_name="kaohe", message="考核 Kaohe %(version)s", help="显示版本。")
def main_group() -> None:
    """Without a command it prints the help."""


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
        click.echo(f"用法错误：{usage_sentence(error)}。", err=True)
        return WRONG_USAGE
    except click.ClickException as error:
        click.echo(error.message, err=True)
        return COULD_NOT_FINISH
    except (click.Abort, KeyboardInterrupt):
        tell_interrupted()
        return COULD_NOT_FINISH
    except Exception as error:
        # It knows the errors of libraries that the help needs not.
        from pipelines.telling.failures import failure_sentence

        click.echo(f"没有完成：{failure_sentence(error)}。", err=True)
        return COULD_NOT_FINISH
    return ended if isinstance(ended, int) else FINISHED
