"""Hooks of MkDocs: the site of the guides also has the pages that lie beside ``docs/`` in this repository.

Links lead from file to file of the repository, as they do where the files are read there. In the site, pages
keep their places, but what is in ``docs/`` moves to the top, and README.md is the first page.
"""

import os
import re
from pathlib import Path, PurePosixPath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[1]
BESIDE = ("README.md", "README.en.md", "CONTRIBUTING.md", "CHANGELOG.md")
FOLDERS = ("deployment/*/README.md", "sites/*/README.md")
LINK = re.compile(r"\[(?P<text>[^\]]*)\]\((?P<target>[^)\s#]+)(?P<anchor>#[^)\s]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def in_site(path: str) -> str:
    """Where a file of the repository stands in the site."""
    return "index.md" if path == "README.md" else path.removeprefix("docs/")


def pages_beside() -> list[str]:
    """The pages that are not in ``docs/``, by their paths in the repository."""
    found = [path.relative_to(ROOT).as_posix() for pattern in FOLDERS for path in sorted(ROOT.glob(pattern))]
    return [*BESIDE, *found]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages beside ``docs/``."""
    for path in pages_beside():
        files.append(File.generated(config, in_site(path), content=(ROOT / path).read_text(encoding="utf-8")))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Let every link lead to a page of the site. A link to a file that is none becomes its text."""
    beside = {in_site(path): path for path in pages_beside()}
    source = beside.get(page.file.src_uri, f"docs/{page.file.src_uri}")

    def relinked(found: re.Match) -> str:
        text, target, anchor = found["text"], found["target"], found["anchor"] or ""
        if ":" in target:
            return found[0]
        path = os.path.normpath(PurePosixPath(source).parent / target)
        leads = in_site(path)
        if files.get_file_from_path(leads) is not None:
            return f"[{text}]({os.path.relpath(leads, PurePosixPath(page.file.src_uri).parent)}{anchor})"
        return text if (ROOT / path).exists() else found[0]  # what is nowhere is told by MkDocs

    parts, last = [], 0
    for fence in FENCE.finditer(markdown):  # links in code are no links
        parts += [LINK.sub(relinked, markdown[last : fence.start()]), fence[0]]
        last = fence.end()
    return "".join([*parts, LINK.sub(relinked, markdown[last:])])
