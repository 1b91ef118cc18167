"""Documents (YAML 配置) that an office edits. They are read safely and checked against a pydantic model, and
every mistake is told with its line.

A document is refused as a whole. ``DocumentError`` lists all its problems, each as ``文件:行：句子``.
"""

import re
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Generic, Literal, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

Location = tuple[str | int, ...]
"""The path from the top of a document to a value: keys of mappings, and positions (from 0) in lists."""

Finding = tuple[Location, str]
"""Where something is wrong in a document, and what, in Chinese."""

Model = TypeVar("Model", bound=BaseModel)


class Strict(BaseModel):
    """The base of all parts of a document. It is immutable and refuses unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True)
class Problem:
    """One mistake in a document: the file, its line (from 1) and what is wrong, in Chinese."""

    path: Path
    line: int
    sentence: str

    def __str__(self) -> str:
        """``文件:行：句子``, which editors and terminals turn into a link."""
        return f"{self.path}:{self.line}：{self.sentence}"


class DocumentError(ValueError):
    """A document that cannot be used. ``problems`` holds every mistake; ``path``, ``line`` and ``sentence``
    are those of the first.
    """

    def __init__(self, path: Path, line: int, sentence: str, *others: Problem) -> None:
        """The first problem, and any others."""
        first = Problem(Path(path), line, sentence)
        self.problems = (first, *others)
        self.path, self.line, self.sentence = first.path, first.line, first.sentence
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def listing(cls, problems: Iterable[Problem]) -> "DocumentError":
        """The error that tells all these problems (at least one), sorted by file and line."""
        first, *others = sorted(problems, key=lambda problem: (problem.path, problem.line, problem.sentence))
        return cls(first.path, first.line, first.sentence, *others)


@dataclass(frozen=True)
class Document(Generic[Model]):
    """A document that has passed its model. It keeps the line of every value, for further checks."""

    path: Path
    content: Model
    lines: dict[Location, int]

    def line(self, location: Location) -> int:
        """The line of a value. If the document does not spell the value out, the line of the nearest value
        around it.
        """
        return _line(self.lines, location)

    def problem(self, location: Location, sentence: str) -> Problem:
        """A problem at a value of this document."""
        return Problem(self.path, self.line(location), sentence)


def load_document(path: Path, model: type[Model]) -> Model:
    """The content of a YAML file as a model. Raises DocumentError with all problems."""
    return read_document(path, model).content


def read_document(path: Path, model: type[Model]) -> Document[Model]:
    """A YAML file checked against a model, with its lines. Raises DocumentError with all problems."""
    values, lines = parse_document(path)
    return validated(Path(path), values, lines, model)


def parse_document(path: Path) -> tuple[dict[str, Any], dict[Location, int]]:
    """The values in a YAML file, not yet checked against a model, with the line of each. Raises
    DocumentError.
    """
    values, lines, problems = _read_yaml(Path(path))
    if problems:
        raise DocumentError.listing(problems)
    return values, lines


def validated(
    path: Path, values: dict[str, Any], lines: dict[Location, int], model: type[Model]
) -> Document[Model]:
    """Values of a document checked against a model. Raises DocumentError with all problems."""
    try:
        return Document(path, model.model_validate(values), lines)
    except ValidationError as error:
        # A value that fits no alternative of a union fails once for each. Each sentence is said only once.
        told = {
            Problem(path, _line(lines, details["loc"]), _sentence(details, model))
            for details in error.errors()
        }
        raise DocumentError.listing(told) from None


def _line(lines: dict[Location, int], location: Location) -> int:
    """The line of a location. Steps that are not in the document (a missing key, the name of a union's
    alternative) are skipped.
    """
    place: Location = ()
    for step in location:
        if (*place, step) in lines:
            place = (*place, step)
    return lines.get(place, 1)


# ---------------------------------------------------------------- YAML


class _Loader(yaml.SafeLoader):
    """Safe YAML without anchors. So a document says everything where it stands, and cannot grow by repeating
    itself.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="anchor", problem_mark=event.start_mark)
        return super().compose_node(parent, index)


def _read_yaml(path: Path) -> tuple[Any, dict[Location, int], list[Problem]]:
    lines: dict[Location, int] = {(): 1}
    try:
        text = path.read_text(encoding="utf-8-sig")
        loader = _Loader(text)
        root = loader.get_single_node()
    except (FileNotFoundError, IsADirectoryError):
        return None, lines, [Problem(path, 1, "找不到这个文件，请核对路径")]
    except UnicodeDecodeError:
        return None, lines, [Problem(path, 1, "文件不是 UTF-8 编码，请另存为 UTF-8")]
    except yaml.YAMLError as error:
        return None, lines, [Problem(path, _mark_line(error), _syntax_sentence(error))]
    if not isinstance(root, yaml.MappingNode):
        return None, lines, [Problem(path, 1, "文件是空的或不是“键: 值”的形式，请按样例填写")]
    problems: list[Problem] = []
    values = _construct(
        loader, root, (), lines, lambda line, sentence: problems.append(Problem(path, line, sentence))
    )
    return values, lines, problems


def _construct(
    loader: _Loader,
    node: yaml.Node,
    place: Location,
    lines: dict[Location, int],
    report: Callable[[int, str], None],
) -> dict[str, Any] | list[Any] | Any:
    """The Python value of a node. Keys stay as they are written; YAML would read ``on`` as true and 2023 as a
    number.
    """
    if isinstance(node, yaml.MappingNode):
        values = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in values:
                report(line, f"“{key}”重复出现（第 {lines[(*place, key)]} 行已有），请只保留一处")
                continue
            lines[(*place, key)] = line
            values[key] = _construct(loader, value_node, (*place, key), lines, report)
        return values
    if isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
        return [
            _construct(loader, item, (*place, index), lines, report) for index, item in enumerate(node.value)
        ]
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError):
        report(node.start_mark.line + 1, f"无法读懂“{node.value}”，如果它是文字请加引号")
        return None


def _mark_line(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return mark.line + 1 if mark else 1


def _syntax_sentence(error: yaml.YAMLError) -> str:
    if getattr(error, "problem", "") == "anchor":
        return "不支持用 * 引用别处的内容，请直接写出"
    problem = getattr(error, "problem", None) or ""
    if "\\t" in problem or "'\\t'" in str(error):
        return "缩进用了制表符（Tab），请改用空格"
    if "mapping values are not allowed" in problem:
        return "冒号用错了位置，请检查缩进；含冒号的文字请加引号"
    return "YAML 格式有误，请检查这一行及上一行的缩进、冒号、引号和括号"


# ---------------------------------------------------------------- what pydantic found, in Chinese

_SENTENCES = {
    "missing": "缺少“{key}”，请补上",
    "string_type": "“{key}”应为文字，现为 {input}，请加引号",
    "int_type": "“{key}”应为整数，现为“{input}”",
    "int_parsing": "“{key}”应为整数，现为“{input}”",
    "int_from_float": "“{key}”应为整数，现为“{input}”",
    "float_type": "“{key}”应为数字，现为“{input}”",
    "float_parsing": "“{key}”应为数字，现为“{input}”",
    "decimal_type": "“{key}”应为数字，现为“{input}”",
    "decimal_parsing": "“{key}”应为数字，现为“{input}”",
    "finite_number": "“{key}”应为有限的数字，现为“{input}”",
    "bool_type": "“{key}”应为 true 或 false，现为“{input}”",
    "bool_parsing": "“{key}”应为 true 或 false，现为“{input}”",
    "date_type": "“{key}”应为日期（如 2023-12-31），现为“{input}”",
    "date_parsing": "“{key}”应为日期（如 2023-12-31），现为“{input}”",
    "date_from_datetime_parsing": "“{key}”应为日期（如 2023-12-31），现为“{input}”",
    "list_type": "“{key}”应为列表，每项一行、以“- ”开头，或写成 [甲, 乙]",
    "tuple_type": "“{key}”应为列表，每项一行、以“- ”开头，或写成 [甲, 乙]",
    "dict_type": "“{key}”应为“键: 值”的形式",
    "model_type": "“{key}”应为“键: 值”的形式",
    "model_attributes_type": "“{key}”应为“键: 值”的形式",
    "greater_than": "“{key}”应大于 {gt}，现为 {input}",
    "greater_than_equal": "“{key}”应不小于 {ge}，现为 {input}",
    "less_than": "“{key}”应小于 {lt}，现为 {input}",
    "less_than_equal": "“{key}”应不大于 {le}，现为 {input}",
    "string_pattern_mismatch": "“{key}”的写法不对，现为“{input}”",
    "string_too_short": "“{key}”不能为空",
    "too_short": "“{key}”至少要有 {min_length} 项，现有 {actual_length} 项",
    "too_long": "“{key}”至多 {max_length} 项，现有 {actual_length} 项",
}


MAPPING_KEY = "[key]"
"""How pydantic marks in a location that the key of a mapping is wrong, and not its value."""


def _sentence(details: ErrorDetails, model: type[BaseModel]) -> str:
    kind, location, context = details["type"], details["loc"], details.get("ctx", {})
    if kind == "value_error":
        return str(context["error"])
    if kind == "extra_forbidden":
        key = str(location[-1])
        return f"不认识“{key}”" + suggestion(key, _keys(_models_at(model, location[:-1])), "请删去或改正")
    key = _key(location)
    if kind in ("literal_error", "enum"):
        allowed = _allowed_values(context["expected"])
        return f"“{key}”不能是“{details['input']}”" + suggestion(
            str(details["input"]), allowed, f"应为 {'、'.join(allowed)} 之一"
        )
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return _tag_sentence(kind, key, context)
    template = _SENTENCES.get(kind, "“{key}”的值不合要求，现为“{input}”")
    return template.format(**{**context, "key": key, "input": _brief(details["input"])})


def _tag_sentence(kind: str, key: str, context: dict[str, Any]) -> str:
    tag = context["discriminator"].strip("'")
    if kind == "union_tag_not_found":
        return f"“{key}”缺少“{tag}”，请补上"
    allowed = _allowed_values(context["expected_tags"])
    return f"“{tag}”不能是“{context['tag']}”" + suggestion(
        context["tag"], allowed, f"应为 {'、'.join(allowed)} 之一"
    )


def _allowed_values(expected: str) -> list[str]:
    """What pydantic says is allowed: ``'a', 'b' or 'c'``, or members of an enumeration, ``<Span.A: 'a'>``."""
    return re.findall(r"'([^']*)'", expected)


def suggestion(word: str, known: Iterable[str], otherwise: str) -> str:
    """The end of a sentence about an unknown word: the most similar known word, otherwise what to do."""
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"，是否想写“{near[0]}”" if near else f"，{otherwise}"


def _key(location: Location) -> str:
    """What to call the value: its key. An item of a list has the key of the list and its position (from
    1).
    """
    if not location:
        return "文件"
    if isinstance(location[-1], int):
        return f"{_key(location[:-1])} 第 {location[-1] + 1} 项"
    if location[-1] == MAPPING_KEY:
        return f"{_key(location[:-2])} 的 {location[-2]}"
    return str(location[-1])


def _brief(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:40] + "…"


def _keys(models: Iterable[type[BaseModel]]) -> list[str]:
    return [field.alias or name for model in models for name, field in model.model_fields.items()]


def _models_at(model: type[BaseModel], location: Location) -> list[type[BaseModel]]:
    """The models that may stand at a location. Pydantic may put the name of a union's alternative into the
    location; then only that alternative remains.
    """
    annotations: list[Any] = [model]
    for step in location:
        reached = [inner for annotation in annotations for inner in _inside(annotation, step)]
        annotations = (
            reached or [found for found in _models_in(annotations) if _has_tag(found, step)] or annotations
        )
    return _models_in(annotations)


def _inside(annotation: Any, step: str | int) -> Iterator[Any]:
    for candidate in _alternatives(annotation):
        origin, arguments = get_origin(candidate), get_args(candidate)
        if isinstance(candidate, type) and issubclass(candidate, BaseModel):
            yield from (
                field.annotation
                for name, field in candidate.model_fields.items()
                if step == (field.alias or name)
            )
        elif origin is dict:
            yield arguments[1]
        elif origin in (list, tuple) and isinstance(step, int):
            yield arguments[0]


def _alternatives(annotation: Any) -> list[Any]:
    if get_origin(annotation) is Annotated:
        return _alternatives(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return [inner for argument in get_args(annotation) for inner in _alternatives(argument)]
    return [annotation]


def _models_in(annotations: Iterable[Any]) -> list[type[BaseModel]]:
    found = [inner for annotation in annotations for inner in _alternatives(annotation)]
    return [inner for inner in found if isinstance(inner, type) and issubclass(inner, BaseModel)]


def _has_tag(model: type[BaseModel], tag: str | int) -> bool:
    fields = [field.annotation for field in model.model_fields.values()]
    return any(get_origin(field) is Literal and tag in get_args(field) for field in fields)
