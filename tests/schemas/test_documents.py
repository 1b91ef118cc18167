"""A faulty document is refused with every mistake, its line and a sentence one can act on."""

from pathlib import Path
from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from schemas.documents import DocumentError, load_document, read_document


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Circle(Strict):
    kind: Literal["circle"]
    radius: float


class Square(Strict):
    kind: Literal["square"]
    side_length: float = Field(gt=0)


class Drawing(Strict):
    title: str
    year: int = 2023
    shapes: list[Annotated[Circle | Square, Field(discriminator="kind")]] = []
    colours: dict[str, Literal["红", "黄", "绿"]] = {}


@pytest.fixture
def write(tmp_path):
    def write(text: str | bytes) -> Path:
        path = tmp_path / "drawing.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def problems(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(DocumentError) as raised:
        load_document(path, Drawing)
    return [(problem.line, problem.sentence) for problem in raised.value.problems]


def test_a_good_document_becomes_its_model(write):
    drawing = load_document(write("title: 图\nshapes:\n  - {kind: circle, radius: 2}\n"), Drawing)
    assert drawing.title == "图"
    assert drawing.shapes == [Circle(kind="circle", radius=2)]


def test_all_problems_are_told_at_once_each_with_its_line(write):
    path = write(
        "tittle: 图\n"  # 1: unknown, and title is missing
        "year: 二〇二三\n"
        "shapes:\n"
        "  - kind: circle\n"
        "    radius: wide\n"
        "  - kind: square\n"
        "    side_lenght: 3\n"
        "  - kind: sqare\n"
        "colours:\n"
        "  顶: 紫\n"
    )
    assert problems(path) == [
        (1, "不认识“tittle”，是否想写“title”"),
        (1, "缺少“title”，请补上"),
        (2, "“year”应为整数，现为“二〇二三”"),
        (5, "“radius”应为数字，现为“wide”"),
        (6, "缺少“side_length”，请补上"),
        (7, "不认识“side_lenght”，是否想写“side_length”"),
        (8, "“kind”不能是“sqare”，是否想写“square”"),
        (10, "“顶”不能是“紫”，应为 红、黄、绿 之一"),
    ]


def test_the_error_reads_as_file_line_sentence(write):
    path = write("title: 图\nyear: 二〇二三\n")
    with pytest.raises(DocumentError) as raised:
        load_document(path, Drawing)
    assert str(raised.value) == f"{path}:2：“year”应为整数，现为“二〇二三”"
    assert (raised.value.path, raised.value.line) == (path, 2)


def test_a_code_without_quotes_is_not_taken_for_text(write):
    assert problems(write("title: 321302\n")) == [(1, "“title”应为文字，现为 321302，请加引号")]


def test_a_key_written_twice_is_refused(write):
    assert problems(write("title: 图\nyear: 2023\ntitle: 画\n")) == [
        (3, "“title”重复出现（第 1 行已有），请只保留一处")
    ]


def test_keys_stay_as_written(write):
    """YAML 1.1 would read the key ``on`` as true."""
    assert load_document(write("title: 图\ncolours:\n  on: 红\n  2023: 绿\n"), Drawing).colours == {
        "on": "红",
        "2023": "绿",
    }


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("title: 图\nshapes: [\n", 3, "YAML 格式有误"),
        ("title: 图: 二\n", 1, "冒号用错了位置"),
        ("title: 图\nshapes:\n\t- a\n", 3, "制表符"),
        ("title: &a 图\nyear: *a\n", 2, "不支持用 * 引用"),
        ("title: 2023-13-45\n", 1, "无法读懂“2023-13-45”"),
        ("", 1, "文件是空的"),
        ("- a\n", 1, "文件是空的或不是“键: 值”的形式"),
        ("title: 考核".encode("gb18030"), 1, "UTF-8"),
    ],
)
def test_text_that_is_not_proper_yaml(write, text, line, says):
    [(found_line, sentence)] = problems(write(text))
    assert found_line == line
    assert says in sentence


def test_a_missing_file(tmp_path):
    assert problems(tmp_path / "none.yaml") == [(1, "找不到这个文件，请核对路径")]


def test_lines_of_values_serve_later_checks(write):
    document = read_document(write("title: 图\nshapes:\n  - kind: circle\n    radius: 2\n"), Drawing)
    assert document.line(("shapes", 0, "radius")) == 4
    assert document.line(("shapes", 0, "no such key")) == 3
    assert document.line(("no such key",)) == 1
