"""The pictures of a bulletin's three files: what Word, Excel and a browser show of them. LibreOffice stands in for
Word and Excel.
"""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from tests.browser.desk_pages import a_browser

GAP, GROUND = 16, "#b8bec8"
"""What lies between the pages of a picture, and its colour."""


def office_pages(path: Path, numbers: Sequence[int], folder: Path) -> Image.Image:
    """Pages of a Word document or a workbook side by side; −2 is the last but one."""
    for program in ("soffice", "pdftoppm"):
        assert shutil.which(program), f"the pictures of bulletins need {program}"
    home = f"-env:UserInstallation={(folder / 'libreoffice').as_uri()}"
    _run("soffice", home, "--headless", "--convert-to", "pdf", "--outdir", folder, path)
    _run("pdftoppm", "-r", "64", "-png", folder / f"{path.stem}.pdf", folder / path.suffix[1:])
    pages = sorted(folder.glob(f"{path.suffix[1:]}-*.png"))
    return _side_by_side([Image.open(pages[number]) for number in numbers])


def page_in_browser(path: Path, folder: Path) -> Image.Image:
    """The bulletin's page, from its top."""
    taken = folder / "page.png"
    with a_browser() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 1500})
        page.goto(path.as_uri())
        page.screenshot(path=taken)
    return Image.open(taken)


def _side_by_side(pages: Sequence[Image.Image]) -> Image.Image:
    size = (sum(page.width + GAP for page in pages) + GAP, max(page.height for page in pages) + 2 * GAP)
    picture, left = Image.new("RGB", size, GROUND), GAP
    for page in pages:
        picture.paste(page, (left, GAP))
        left += page.width + GAP
    return picture


def _run(*words: object) -> None:
    # LibreOffice finds no file with a Chinese name where the locale of the browser is not installed.
    here = {**os.environ, "LANG": "C.UTF-8"}
    subprocess.run([str(word) for word in words], check=True, capture_output=True, env=here)
