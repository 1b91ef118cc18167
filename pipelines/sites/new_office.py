"""The folder of a new office (``kaohe init``): settings, units, a form, a scheme, and filled blanks in the
inbox. It runs as it is.
"""

import json
import re
import shutil
from datetime import date, timedelta
from pathlib import Path
from string import Template

import pandas as pd

from assets.submissions.blank.prefill import Prefill
from assets.submissions.blank.workbook import write_blank
from pipelines.sites import new_office_texts as texts
from schemas.office.site import SETTINGS, UNITS, Site, load_site
from schemas.periods import add_months, period_of
from schemas.reference.pages import write_json_schemas

COPIED = ("forms", "schemes", "reports")
"""The folders that are copied from another office. The reports sent to that office are not copied."""
JSON_SCHEMAS = ".schemas"
"""Where the JSON Schemas for editors lie."""
DAYS_OF_GRACE = 14
"""How many days after the folder is made its first reports are still in time."""


class FolderInUse(ValueError):
    """The folder already holds something. Nothing in it is overwritten."""


def make_office(folder: Path, name: str | None, today: date) -> Site:
    """Write the folder of a new office. FolderInUse if it is not empty."""
    _require_empty(folder)
    period = add_months(period_of(today), -1)
    words = {
        "id": _identifier(folder),
        "name": _quoted(name or "示例县教育局"),
        "period": period,
        "history": f"{int(period[:4]) - 1}-01",
        "due": (today + timedelta(days=DAYS_OF_GRACE)).isoformat(),
        "year": period[:4],
    }
    _write(folder / SETTINGS, Template(texts.SETTINGS).substitute(words))
    _write(folder / UNITS, texts.UNITS)
    _write(folder / "forms" / "K01.yaml", texts.FORM)
    _write(folder / "schemes" / f"safety-{period[:4]}.yaml", Template(texts.SCHEME).substitute(words))
    write_json_schemas(folder / JSON_SCHEMAS)
    site = load_site(folder)
    site.inbox.mkdir()
    _fill_blanks(site, period)
    return site


def copy_office(folder: Path, name: str | None, source: Site) -> Site:
    """Write the folder of a new office with the settings of another one. FolderInUse if it is not empty."""
    _require_empty(folder)
    settings = (source.directory / SETTINGS).read_text(encoding="utf-8-sig")
    settings = re.sub(r"(?m)^id:.*$", f"id: {_identifier(folder)}", settings, count=1)
    if name:
        said = f"name: {_quoted(name)}"
        settings = re.sub(r"(?m)^name:.*$", lambda _: said, settings, count=1)
    _write(folder / SETTINGS, settings)
    shutil.copyfile(source.directory / UNITS, folder / UNITS)
    for each in COPIED:
        if (source.directory / each).is_dir():
            shutil.copytree(source.directory / each, folder / each)
    write_json_schemas(folder / JSON_SCHEMAS)
    site = load_site(folder)
    site.inbox.mkdir(parents=True, exist_ok=True)
    return site


def _require_empty(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(f"“{folder}”里已有内容，不会覆盖，请换一个新的文件夹")


def _identifier(folder: Path) -> str:
    """An id made from the folder's name; ``office`` if the name has no letters that an id may hold."""
    return re.sub(r"^[^a-z]+|[^a-z0-9]+$", "", re.sub(r"[^a-z0-9]+", "-", folder.name.lower())) or "office"


def _quoted(text: str) -> str:
    """The text in a form that YAML reads back unchanged, whatever characters it holds."""
    return json.dumps(text, ensure_ascii=False)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _fill_blanks(site: Site, period: str) -> None:
    form = site.forms["K01"]
    for code, reported in texts.REPORTS.items():
        unit = site.registry.get(code)
        rows = pd.DataFrame(reported, columns=["place", "found", "repaired", "worst"]).convert_dtypes()
        path = site.inbox / f"{unit.name}-{period}.xlsx"
        write_blank(path, [form], unit, period, Prefill({form.code: rows}), site.name)
