"""``kaohe bulletin``: draft a bulletin, put it on public notice, issue it."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.commands.chinese_help import ChineseCommand
from pipelines.commands.options import (
    AS_OF,
    HOME_IN_USE,
    JSON,
    SITE,
    WAREHOUSE,
    HomeType,
    PeriodType,
    open_with_schemes,
    read_with_schemes,
)
from warehouse.office import Office

if TYPE_CHECKING:
    from assets.bulletins.drafting import WrittenFile
    from assets.bulletins.figures.revisions import RevisedFigure
    from schemas.scheme import Scheme


@click.command("bulletin", cls=ChineseCommand)
@click.argument("scheme", metavar="方案")
@click.argument("period", metavar="报告期", type=PeriodType())
@click.option(
    "-o",
    "--output",
    "folder",
    type=HomeType(),
    help="另存一份到哪个文件夹（原件在 home 的 bulletins 文件夹）。",
)
@click.option(
    "--notice",
    "on_notice",
    is_flag=True,
    help="从今天起公示草稿，天数见 site.yaml 的 bulletins.notice_days（工作日）。",
)
@click.option(
    "--issue", "to_issue", is_flag=True, help="印发：冻结数字和文件；以后的更正列入下一期的修订说明。"
)
@click.option("--by", metavar="职务", help="由谁公示或印发，写单位或职务，不写姓名，例如 职社科科长。")
@click.option(
    "--without-notice", metavar="理由", help="未经公示、公示未满或异议未办结仍要印发的理由，会印在通报上。"
)
@SITE
@WAREHOUSE
@HOME_IN_USE
@AS_OF
@JSON
def bulletin(
    scheme: str,
    period: str,
    folder: Path | None,
    on_notice: bool,
    to_issue: bool,
    by: str | None,
    without_notice: str | None,
    as_json: bool,
    **settings: Any,
) -> None:
    """Write a draft. With ``--notice`` or ``--issue`` put the draft on notice or issue it."""
    from assets.bulletins.issuing.issuing import (
        CannotIssue,  # It imports python-docx and openpyxl, which takes a while; `--help` should not.
    )
    from assets.scores.questions import NotAssessed, scheme_of

    if on_notice and to_issue:
        raise click.UsageError("--notice 和 --issue 不能一起用，请先公示，期满后再印发")
    if (on_notice or to_issue) and not by:
        raise click.UsageError("公示和印发要用 --by 写明由谁办理，写单位或职务，例如 --by 职社科科长")
    opens = open_with_schemes if on_notice or to_issue else read_with_schemes
    office = opens(**settings)
    try:
        found = scheme_of(office, scheme)
        result = (
            _issue(office, found, period, by or "", without_notice)
            if to_issue
            else _draft(office, found, period, by, on_notice)
        )
    except (NotAssessed, ValueError) as error:
        raise click.UsageError(str(error)) from None
    except CannotIssue as error:
        raise click.ClickException(f"没有办理：{error}。") from None
    if folder:
        for file in result["files"]:
            file["copy"] = str(shutil.copyfile(file["path"], folder / Path(file["path"]).name))
    click.echo(json.dumps(result, ensure_ascii=False, indent=2) if as_json else _as_text(result))


def _draft(office: Office, scheme: "Scheme", period: str, by: str | None, on_notice: bool) -> dict[str, Any]:
    from assets.bulletins.drafting import draft, revisions_to_tell, write_draft
    from assets.bulletins.issuing.issuing import start_notice
    from assets.bulletins.issuing.notices import notice_words
    from assets.bulletins.issuing.objecting import steward_list
    from warehouse.results import bulletins

    started = start_notice(office, scheme, period, by or "") if on_notice else None
    drafted = draft(office, scheme, period)
    files = write_draft(office, drafted)
    with office.engine.connect() as connection:
        issued = [
            each
            for each in bulletins.issued_bulletins(connection, office.site.id, scheme.id)
            if each.period == period
        ]
        told = revisions_to_tell(connection, office, scheme, period)
    still_open = len(steward_list(office, scheme.id, period, only_open=True))
    says = [f"已公示，公示期{notice_words(started)}。"] if started else [f"已写好草稿：{drafted.title}。"]
    says += (
        [f"本月已于{issued[-1].issued_on}印发第{issued[-1].number}期，已印发的文件不变。"] if issued else []
    )
    says += [f"已印发的数据有{len(told)}项更正，印发下一期时列入修订说明。"] if told else []
    says += [f"还有{still_open}件异议没有办结，可用 kaohe objection list 查看。"] if still_open else []
    return _result("notice" if started else "draft", None, says, files, told)


def _issue(
    office: Office, scheme: "Scheme", period: str, by: str, without_notice: str | None
) -> dict[str, Any]:
    from assets.bulletins.issuing.issuing import Unchanged, issue

    done = issue(office, scheme, period, by, without_notice)
    if isinstance(done, Unchanged):
        same = f"第{done.issued.number}期已于{done.issued.issued_on}印发，此后数据没有变化，不用再次印发。"
        return _result("unchanged", done.issued.number, [same], done.files, ())
    says = [f"已印发第{done.bulletin.issue.number}期：{done.bulletin.title}。"]
    says += [f"修订说明列入{len(done.told)}项更正。"] if done.told else []
    return _result("issued", done.bulletin.issue.number, says, done.files, done.told)


def _result(
    state: str,
    number: int | None,
    says: Sequence[str],
    files: Sequence["WrittenFile"],
    told: Sequence["RevisedFigure"],
) -> dict[str, Any]:
    from assets.bulletins.figures.revisions import revised_item

    return {
        "state": state,
        "number": number,
        "says": list(says),
        "files": [{"path": str(file.path), "sha256": file.sha256} for file in files],
        "revisions": [
            {
                "number": each.number,
                "period": each.period,
                "figure": each.key.kind,
                "item": each.key.item,
                "unit_code": each.key.unit_code,
                "unit_name": each.unit_name,
                "what": revised_item(each),
                "old": each.old.text,
                "new": each.new.text,
                "reason": each.reason,
            }
            for each in told
        ],
    }


def _as_text(result: dict[str, Any]) -> str:
    revised = [
        f"  更正：{each['unit_name']}{each['what']} {each['old']} → {each['new']}，{each['reason']}"
        for each in result["revisions"]
    ]
    files = [f"  {file.get('copy', file['path'])}" for file in result["files"]]
    return "\n".join([*result["says"], *revised, *files])
