"""The reference of an office's files (设置参考): a page and a JSON Schema each for site.yaml, units.csv,
forms and schemes. They are made from the models that read these files.

    python -m schemas.reference docs/reference
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from schemas.office.site import SiteSettings
from schemas.office.unit import KINDS
from schemas.office.unit_files import COLUMNS, MAY_BE_ABSENT
from schemas.own_forms.documents import FormDocument
from schemas.reference.words import MEANINGS
from schemas.scheme import Scheme

Schema = dict[str, Any]
"""A JSON Schema, or a part of one."""

UNIT_LINE = "UnitLine"
NEEDED_OF_UNITS = ("code", "name", "kind")


@dataclass(frozen=True)
class Page:
    """A page: the name of its files, its title, and the text above its tables."""

    name: str
    title: str
    opening: str
    model: type[BaseModel] | None


PAGES = (
    Page("site", "设置 site.yaml", "主管部门文件夹里的 `site.yaml`，一个办公室一份。", SiteSettings),
    Page(
        "units",
        "单位表 units.csv",
        "第一行是表头，一行一个单位，UTF-8 或 Excel 另存的 GB18030 都可以。撤并的单位不要删，写上 `valid_to` 和 `successor`。",
        None,
    ),
    Page(
        "forms",
        "报表 forms/*.yaml",
        "一张报表一个文件，文件名就是报表代码，例如 `K01.yaml`。例子见[新办公室第一天](../handbook/first-day.md)。",
        FormDocument,
    ),
    Page(
        "schemes",
        "方案 schemes/*.yaml",
        "一个方案一个文件。怎么写、怎么算见[考核方案怎么写](../schemes.md)，这里列出每一项。",
        Scheme,
    ),
)
HEADERS = ["项", "写法", "必填", "含义"]


def json_schema(page: Page) -> Schema:
    """The JSON Schema of a file, with its keys described in Chinese. For units.csv it is the schema of one
    line.
    """
    schema = page.model.model_json_schema(by_alias=True) if page.model else _unit_line()
    for name, described in _models(schema, page):
        described.pop("description", None)
        for key, value in described["properties"].items():
            value.pop("title", None)
            value["description"] = meaning(name, key)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = page.title
    return schema


def meaning(model: str, key: str) -> str:
    """What a key of a model means. Empty if nobody has said it."""
    return MEANINGS.get(f"{model}.{key}") or MEANINGS.get(key, "")


def reference_page(page: Page) -> str:
    """The page in Markdown: one table for each part of the file, in the order in which the parts are
    reached.
    """
    schema = json_schema(page)
    defined = schema.get("$defs", {})
    headings = _headings(schema, defined)
    said = {name: f"见 {heading}" for name, heading in headings.items()}
    said |= {name: _listed(part["enum"]) for name, part in defined.items() if "enum" in part}
    parts = [f"# {page.title}\n", f"{page.opening}\n", "本页由程序生成，请勿手工修改。\n"]
    for heading, part in [("", schema), *((headings[name], defined[name]) for name in headings)]:
        if heading:
            parts.append(f"## {heading}\n")
        parts.append(
            _table(HEADERS, [_row(key, value, part, said) for key, value in part["properties"].items()])
        )
    if page.model is None:
        parts += [
            "## 内置的单位类别\n",
            _table(["代码", "名称"], [[f"`{kind}`", word] for kind, word in KINDS.items()]),
        ]
    return "\n".join(parts).rstrip() + "\n"


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [headers, ["---"] * len(headers), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def write_reference(folder: Path) -> None:
    """Write all pages and JSON Schemas into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        (folder / f"{page.name}.md").write_text(reference_page(page), encoding="utf-8")
    write_json_schemas(folder)


def write_json_schemas(folder: Path) -> None:
    """Write only the JSON Schemas. Editors use them to complete and check files."""
    folder.mkdir(parents=True, exist_ok=True)
    for page in PAGES:
        text = json.dumps(json_schema(page), ensure_ascii=False, indent=2) + "\n"
        (folder / f"{page.name}.schema.json").write_text(text, encoding="utf-8")


def _unit_line() -> Schema:
    return {
        "title": UNIT_LINE,
        "type": "object",
        "properties": {name: {"type": "string"} for name in (*COLUMNS, *MAY_BE_ABSENT)},
        "required": list(NEEDED_OF_UNITS),
        "additionalProperties": False,
    }


def _models(schema: Schema, page: Page) -> Iterator[tuple[str, Schema]]:
    """Every model in a schema that has keys, with its name."""
    yield (page.model.__name__ if page.model else UNIT_LINE), schema
    yield from ((name, part) for name, part in schema.get("$defs", {}).items() if "properties" in part)


# ---------------------------------------------------------------- where a part stands


def _headings(schema: Schema, defined: Mapping[str, Schema]) -> dict[str, str]:
    """The models below the top, each with its heading, in the order in which they are reached."""
    headings: dict[str, str] = {}
    waiting = [("", schema)]
    for above, part in waiting:
        for key, value in part["properties"].items():
            for name in _references(value):
                if name not in headings and "properties" in defined[name]:
                    path = f"{above}.{key}" if above else key
                    headings[name] = f"`{path}`{_told_apart(defined[name])}"
                    waiting.append((path, defined[name]))
    return headings


def _told_apart(part: Schema) -> str:
    """What tells an alternative from the others: `method: 分段`."""
    fixed = [f"`{key}: {value['const']}`" for key, value in part["properties"].items() if "const" in value]
    return f"，{'，'.join(fixed)}" if fixed else ""


def _references(value: object) -> Iterator[str]:
    """The models that are named anywhere in a part of a schema."""
    if isinstance(value, dict):
        if "$ref" in value:
            yield value["$ref"].rpartition("/")[2]
        for key, inner in value.items():
            if key != "discriminator":
                yield from _references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)


# ---------------------------------------------------------------- a line of a table

_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "true 或 false"}


def _row(key: str, value: Schema, part: Schema, said: Mapping[str, str]) -> list[str]:
    default = value.get("default")
    needed = "必填" if key in part.get("required", ()) else ""
    meant = value["description"]
    if default not in (None, "") and not isinstance(default, dict | list):
        shown = {True: "true", False: "false"}.get(default, default) if isinstance(default, bool) else default
        meant += f"；不写为 `{shown}`"
    return [f"`{key}`", _written(value, said), needed, meant]


def _written(value: Schema, said: Mapping[str, str]) -> str:
    """How a value is written, in words."""
    if "$ref" in value:
        return said[value["$ref"].rpartition("/")[2]]
    if "const" in value:
        return f"`{value['const']}`"
    if "enum" in value:
        return _listed(value["enum"])
    for union in ("anyOf", "oneOf"):
        if union in value:
            return _either(value[union], said)
    if value.get("type") == "array":
        inner = _written(value["items"], said) if value.get("items") else "见含义"
        return f"列表：{inner}"
    if value.get("type") == "object":
        values = value.get("additionalProperties")
        return f"键: {_written(values, said)}" if isinstance(values, dict) else "键: 值"
    if value.get("format") == "date":
        return "日期"
    return _TYPES.get(str(value.get("type")), "见含义") + _bounds(value)


def _listed(choices: Sequence[str]) -> str:
    return "、".join(f"`{each}`" for each in choices)


def _either(alternatives: Sequence[Schema], said: Mapping[str, str]) -> str:
    kinds = [each for each in alternatives if each.get("type") != "null"]
    if any(each.get("type") == "number" for each in kinds):
        # A number may also be written as a text, but nobody needs to.
        kinds = [each for each in kinds if each.get("type") != "string"]
    return " 或 ".join(dict.fromkeys(_written(each, said) for each in kinds))


def _bounds(value: Schema) -> str:
    bounds = [
        f"{word} {value[key]:g}"
        for key, word in (
            ("minimum", "不小于"),
            ("exclusiveMinimum", "大于"),
            ("maximum", "不大于"),
            ("exclusiveMaximum", "小于"),
        )
        if key in value
    ]
    return f"，{'，'.join(bounds)}" if bounds else ""
