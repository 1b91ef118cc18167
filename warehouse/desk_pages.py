"""Links to the pages of the desk (报送平台) on which people see what Dagster has made. They are addresses put
together from data; ``tests/desk`` checks that the desk has these pages.

Every function gives the links under the words that they are shown with. There are none if nobody has said
where the desk is.
"""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from warehouse.office import Office

WORD = "在报送平台打开"


def today(office: Office) -> dict[str, str]:
    """What a steward has to do this morning."""
    return _page(office)


def files(office: Office, submission_ids: Sequence[str]) -> dict[str, str]:
    """A page for each file: what was found in it, and the workbook that goes back."""
    pages = [_page(office, "files", each)[WORD] for each in submission_ids if office.desk_address]
    return {f"{WORD}{number}" if len(pages) > 1 else WORD: page for number, page in enumerate(pages, 1)}


def reports(office: Office, period: str) -> dict[str, str]:
    """Who has reported what for a period."""
    return _page(office, "reports", period=period)


def reviews(office: Office, period: str) -> dict[str, str]:
    """The records of the reviews across reports for a period."""
    return _page(office, "reviews", period, "index.html")


def lights(office: Office, scheme: str, period: str) -> dict[str, str]:
    """The lights of a scheme, each with its explanation."""
    return _page(office, "lights", scheme=scheme, period=period)


def bulletins(office: Office) -> dict[str, str]:
    """The bulletins, to read, to put on notice and to issue."""
    return _page(office, "bulletins")


def decisions(office: Office) -> dict[str, str]:
    """What the office has decided."""
    return _page(office, "decisions")


def _page(office: Office, *path: str, **asked: str) -> dict[str, str]:
    if not office.desk_address:
        return {}
    address = "/".join((office.desk_address, "steward", *(quote(part, safe="") for part in path)))
    return {WORD: f"{address}?{urlencode(asked)}" if asked else address}
