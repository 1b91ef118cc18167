"""A page says where it is, and has an icon of its own."""

import re
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.offices import SmallOffice

MARKED = re.compile(r'<a href="([^"]+)" aria-current="(\w+)">')


@pytest.fixture
def desk(tmp_path: Path, prepared_home: Path) -> Desk:
    return Desk(SmallOffice(tmp_path, prepared_home=prepared_home))


@pytest.mark.parametrize(
    ("role", "path", "marked"),
    [
        ("unit", "/unit", [("/unit", "page")]),
        ("unit", "/unit/scores", [("/unit/scores", "page")]),
        ("unit", "/unit/nothing", [("/unit", "true")]),
        ("steward", "/steward", [("/steward", "page")]),
        ("steward", "/steward/lights", [("/steward/lights", "page")]),
        ("steward", "/steward/entries", [("/steward/decisions", "true")]),
        ("viewer", "/steward/reports?period=2023-11", [("/steward/reports", "page")]),
        ("admin", "/password", [("/password", "page")]),
    ],
)
def test_one_place_is_marked_as_the_one_where_the_page_is(
    desk: Desk, role: str, path: str, marked: list[tuple[str, str]]
) -> None:
    client = desk.client(desk.account("甲", role, "耿车镇" if role == "unit" else ""))
    assert MARKED.findall(client.get(path).content.decode()) == marked


def test_a_viewer_is_shown_no_place_that_is_closed_to_him(desk: Desk) -> None:
    client = desk.client(desk.account("局长", "viewer"))
    shown = re.findall(r'<a href="(/steward[^"]*)"', client.get("/steward").content.decode())
    assert {path: client.get(path).status_code for path in shown} == dict.fromkeys(shown, 200)


def test_a_page_names_its_icon(desk: Desk) -> None:
    client = desk.client()
    (icon,) = re.findall(r'<link rel="icon" href="([^"]+)"', client.get("/login").content.decode())
    answer = client.get(icon)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
