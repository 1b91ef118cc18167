"""The file of a drafted form, written as a person would write it: one line for each part, with a mark on each
part that a person must look at.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from assets.drafts.drafting import FormDraft, Part

MARK = "# 请确认"
"""This stands behind everything that the draft could not tell for sure."""


def form_file(draft: FormDraft, source: str) -> str:
    """The text of ``forms/<CODE>.yaml``. ``source``: the workbook it was drafted from."""
    return "\n".join(_lines(draft, source)) + "\n"


def _lines(draft: FormDraft, source: str) -> Iterator[str]:
    yield f"# 照“{source}”起草。带“{MARK.removeprefix('# ')}”的请核对，改好后删去这几个字，再运行 kaohe check。"
    for doubt in draft.doubts:
        yield f"{MARK}：{doubt}。"
    for key, part in draft.parts.items():
        if part.value is not False:
            yield _marked(f"{key}: {_written(part.value)}", part)
    yield "columns:"
    for name, part in draft.columns.items():
        yield _marked(f"  {name}: {_written(part.value)}", part)
    if draft.layout:
        yield "layout:"
        for key, value in draft.layout.items():
            yield f"  {key}: {_written(value)}"


def _marked(line: str, part: Part) -> str:
    return f"{line}   {MARK}：{part.doubt}" if part.doubt else line


def _written(value: Any) -> str:
    """A value in one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) and _is_plain(value) else json.dumps(value, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Whether YAML reads a text as it stands, both alone and within brackets."""
    try:
        return yaml.safe_load(f"[{text}]") == [text] and yaml.safe_load(f"a: {text}") == {"a": text}
    except yaml.YAMLError:
        return False
