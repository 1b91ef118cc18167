"""Whose content it is (内容归属): the content of a file is compared with what its unit and others reported.

A clerk may leave the name of another unit in the sheet, or a neighbour's rows. Then everything in the file is
what another unit reports, and its own unit has never reported any of it.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from assets.submissions.opening.identity import Candidate, Refusal
from assets.submissions.opening.opening import Opened
from assets.submissions.review.finding_keys import LENGTH
from schemas.findings import KINDS
from schemas.form import Form
from schemas.office.units import UnitRegistry
from schemas.periods import period_end
from warehouse.persons.pseudonyms import PersonKey

CONTENT_COLUMNS = ("report_id", "keys_digest", "rows_digest", "tells")

FEWEST_ROWS = 2
"""So many rows are enough to tell whose they are if the form's key is not a person.

One row is not enough: two townships may hold an activity of the same common name on one day.
"""

_COMMON = r"[\x20-\x7e]{0,3}"
"""Keys that any unit may use, such as the numbers 1, 2, 3 …"""


def content_digests(rows: pd.DataFrame, form: Form, secret: PersonKey) -> pd.DataFrame:
    """What identifies the rows of each report, whatever their order (CONTENT_COLUMNS).

    ``rows``: the reviewed rows, accepted and held. ``keys_digest``: a digest of the values of the form's key;
    it is missing if these do not tell whose the rows are. ``rows_digest``: a digest of whole rows. Both are
    HMACs in the form that may be stored, because they may be about persons. ``tells``: whether there are
    enough rows to tell whose they are.
    """
    if rows.empty:
        return pd.DataFrame(columns=list(CONTENT_COLUMNS))
    codes, reports = pd.factorize(rows["report_id"].astype(str))
    whole = _digests(secret, form, _parts(rows[[c.name for c in form.columns]], codes))
    keys = _keys(rows, codes, len(reports), form, secret)
    fewest = FEWEST_ROWS if form.key and form.person_column not in form.key else 1
    tells = np.bincount(codes, minlength=len(reports)) >= fewest
    told = {"report_id": reports, "keys_digest": secret.covered(keys), "rows_digest": secret.covered(whole)}
    return pd.DataFrame({**told, "tells": tells}, dtype=object)


def _keys(
    rows: pd.DataFrame, codes: np.ndarray, count: int, form: Form, secret: PersonKey
) -> list[str | None]:
    """The digest of each report's keys; None if they do not tell whose the rows are."""
    telling = [name for name in form.key if form.column(name).type.name in ("text", "resident_id")]
    if not telling:
        return [None] * count
    text = rows[telling[0]].astype("string").fillna("")
    for name in telling[1:]:
        text = text + rows[name].astype("string").fillna("")
    common = np.bincount(codes[text.str.fullmatch(_COMMON).to_numpy(dtype=bool)], minlength=count) > 0
    digests = _digests(secret, form, _parts(rows[list(form.key)], codes, once=True))
    return [None if is_common else digest for is_common, digest in zip(common, digests, strict=True)]


def _parts(frame: pd.DataFrame, codes: np.ndarray, once: bool = False) -> list[np.ndarray]:
    """The sorted hashes of the rows of each report. ``once``: equal rows of a report count once."""
    hashes = hash_pandas_object(frame, index=False).to_numpy()
    order = np.lexsort((hashes, codes))
    hashes, codes = hashes[order], codes[order]
    if once:
        is_new = np.append(True, (np.diff(codes) != 0) | (hashes[1:] != hashes[:-1]))
        hashes, codes = hashes[is_new], codes[is_new]
    return np.split(hashes, np.flatnonzero(np.diff(codes)) + 1)


def _digests(secret: PersonKey, form: Form, parts: Sequence[np.ndarray]) -> list[str]:
    """A digest of each report's hashes."""
    begun, found = secret.digest(), []
    begun.update(f"content {form.code} ".encode())
    for hashes in parts:
        code = begun.copy()
        code.update(hashes.tobytes())
        found.append(code.finalize().hex()[:LENGTH])
    return found


def of_another_unit(
    files: Sequence[Opened],
    contents: pd.DataFrame,
    known: pd.DataFrame,
    registry: UnitRegistry,
    assigned: Collection[str] = (),
) -> dict[str, tuple[Refusal, tuple[Candidate, ...]]]:
    """The files whose content is another unit's, with the reason and with what each place says.

    ``contents``: CONTENT_COLUMNS of the files' reports. ``known``: the digests of reports in force, with
    unit_code, form and period. Files that came earlier in the same pass count as known too. ``assigned``:
    submission ids of files for which the office has decided whose they are.
    """
    held = {row.report_id: row for row in contents.itertuples()}
    seen = Seen()
    for row in known[[*SIGHTING]].itertuples(index=False, name=None):
        seen.add(*row)
    found = {}
    for file in files:
        own = {
            file.report_id(table): (table.form, file.period_of(table))
            for table in file.tables
            if file.report_id(table) in held
        }
        other = _neighbour(file, own, held, seen, registry)
        if other and file.submission_id not in assigned:
            found[file.submission_id] = _set_aside(file, own, other, registry)
        else:
            for each, of in own.items():
                seen.add(file.unit_code, *of, held[each].keys_digest, held[each].rows_digest)
    return found


SIGHTING = ("unit_code", "form", "period", "keys_digest", "rows_digest")


class Seen:
    """Which units reported what: the units by form and digest."""

    def __init__(self) -> None:
        """Start without any reports."""
        self._units: dict[tuple[str, str, str], set[str]] = defaultdict(set)

    def add(self, unit_code: str, form: str, period: str, keys: str | None, rows: str) -> None:
        """Add a report of a unit (SIGHTING). Its period does not matter."""
        self._units[form, "rows", rows].add(unit_code)
        if keys and not pd.isna(keys):
            self._units[form, "keys", keys].add(unit_code)

    def units(self, form: str, keys: str | None, rows: str) -> set[str]:
        """The units that reported rows with these keys, or the same rows."""
        return self._units.get((form, "rows", rows), set()) | self._units.get((form, "keys", keys), set())


def _neighbour(
    file: Opened,
    own: Mapping[str, tuple[str, str]],
    held: Mapping[str, Any],
    seen: Seen,
    registry: UnitRegistry,
) -> str | None:
    """The unit that has reported all content of the file, if its own unit never reported any of it."""
    if not any(held[report_id].tells for report_id in own):
        return None
    others: set[str] | None = None
    for report_id, (form, _) in own.items():
        alike = seen.units(form, held[report_id].keys_digest, held[report_id].rows_digest)
        if file.unit_code in alike:
            return None
        others = alike if others is None else others & alike
    if not others:
        return None
    day = period_end(max(file.periods))
    return min(
        (unit for unit in others if unit in registry and registry.get(unit).valid_on(day)), default=None
    )


def _set_aside(
    file: Opened, own: Mapping[str, tuple[str, str]], other: str, registry: UnitRegistry
) -> tuple[Refusal, tuple[Candidate, ...]]:
    kind = KINDS["content-of-another-unit"]
    sentence = kind.message(stated=registry.get(file.unit_code).name, other=registry.get(other).name)
    seen = tuple(
        Candidate("content", None, form, other, None, period, int(period[5:]))
        for form, period in own.values()
    )
    return Refusal(kind.code, sentence), (*file.candidates, *seen)
