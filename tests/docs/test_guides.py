"""README, CONTRIBUTING and docs/: they name every command and option there is and no other, and what they
point at exists.
"""

import re
from pathlib import Path

import click
import pytest

from deployment.superset.bundle import DASHBOARDS
from desk.command_line import main_group
from schemas.office.catalogue import BUILT_IN
from tests.browser import office_pages, take_pictures
from warehouse.database.views import VIEWS

ROOT = Path(__file__).parents[2]
GUIDES = [
    ROOT / "README.md",
    ROOT / "README.en.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "deployment").rglob("*.md")),
]
TEXTS = {path: path.read_text(encoding="utf-8") for path in GUIDES}
EVERYTHING = "\n".join(TEXTS.values())


def below(group: click.Group) -> dict[str, click.Command]:
    """The commands of a group by name."""
    context = click.Context(group)
    return {name: group.get_command(context, name) for name in group.list_commands(context)}


def flags(command: click.Command) -> set[str]:
    """The options of a command and of those below it."""
    inner = below(command).values() if isinstance(command, click.Group) else ()
    return {flag for option in command.params for flag in option.opts}.union(*map(flags, inner))


COMMANDS = {name: flags(command) for name, command in below(main_group).items()}
LARGEST_PICTURE = 200_000


def named(guides: str) -> set[tuple[str, str]]:
    """(command, option) of every ``kaohe …`` line or inline code; the option is empty for the command
    alone.
    """
    found = set()
    for command, rest in re.findall(
        r"(?:^|[`/( ])(?<!-[ud] )(?<!/srv/)kaohe ([a-z]+)\b([^`\n|;']*)", guides, re.MULTILINE
    ):
        found.add((command, ""))
        found |= {(command, option) for option in re.findall(r"(?<![\w-])--[a-z][a-z-]*", rest)}
    return found


def test_every_command_and_option_is_in_the_guides():
    told = named(EVERYTHING)
    lacking = {name for name in COMMANDS if (name, "") not in told}
    assert not lacking
    known = {flag for options in COMMANDS.values() for flag in options if flag.startswith("--")}
    assert {flag for flag in known if not re.search(rf"(?<![\w-]){flag}(?![\w-])", EVERYTHING)} == set()


def test_the_guides_name_no_command_or_option_that_does_not_exist():
    unknown = {(command, option) for command, option in named(EVERYTHING) if command not in COMMANDS}
    unknown |= {
        (command, option)
        for command, option in named(EVERYTHING)
        if option and option not in COMMANDS.get(command, ())
    }
    assert unknown == set()


def test_environment_variables_are_those_of_the_options():
    options = {
        option.envvar
        for command in below(main_group).values()
        for option in command.params
        if isinstance(option, click.Option)
    }
    assert options - {None} <= set(re.findall(r"KAOHE_[A-Z_]+", EVERYTHING))


def test_the_guides_name_only_targets_of_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named_targets = {
        target
        for line in re.findall(r"(?:^|`)make ([a-z -]+?)(?:`|  |$)", EVERYTHING, re.MULTILINE)
        for target in line.split()
    }
    assert named_targets <= targets


LINKS = [
    (path, target)
    for path, text in TEXTS.items()
    for target in re.findall(r"!?\[[^\]]*\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
    if not target.startswith(("http://", "https://", "#"))
]


@pytest.mark.parametrize(("path", "target"), LINKS, ids=[f"{path.name}-{target}" for path, target in LINKS])
def test_every_link_leads_to_a_file(path, target):
    assert (path.parent / target.split("#")[0]).exists()


def test_every_picture_is_shown_somewhere_and_is_small():
    shown = {(path.parent / target).resolve() for path, target in LINKS if target.endswith(".png")}
    pictures = set((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures == shown
    for picture in pictures:
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < LARGEST_PICTURE


def test_every_picture_is_taken_by_make_pictures():
    pages = {each.__name__.replace("_", "-") for each in (*take_pictures.TAKEN, *take_pictures.DESK)}
    dashboards = {f"dashboard-{each.name}" for each in DASHBOARDS}
    taken = {*pages, *take_pictures.BULLETIN, *dashboards, office_pages.RED, office_pages.GREEN}
    assert {path.stem for path in (ROOT / "docs" / "pictures").glob("*.png")} == taken


def test_every_path_in_code_marks_exists():
    """Paths of this repository in `code` of the guides; those of a run's home or of another site are not
    its.
    """
    folders = r"(?:schemas|assets|warehouse|pipelines|tests|sites|docs)"
    paths = {path for text in TEXTS.values() for path in re.findall(rf"`({folders}/[\w./-]*)`", text)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()


def test_every_view_and_form_is_known_to_the_reader():
    for view in VIEWS:
        assert f"`{view}`" in TEXTS[ROOT / "README.md"]
        assert f"`{view}`" in TEXTS[ROOT / "README.en.md"]
    for code in BUILT_IN:
        assert f"### {code} " in TEXTS[ROOT / "docs" / "data-dictionary.md"]
