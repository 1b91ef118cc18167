"""A scheme on trial: the stored scheme with changes, or another file. It is checked exactly as a scheme file
is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assets.simulation.changes import Difference, differences, rescale
from schemas.assessment.changes import Change, apply_changes
from schemas.documents import DocumentError, parse_document, validated
from schemas.office.scheme_files import sound_scheme
from schemas.scheme import Scheme
from warehouse.office import Office


@dataclass(frozen=True)
class Trial:
    """A scheme to try, and how it differs from the stored one."""

    scheme: Scheme
    differences: tuple[Difference, ...]


class UnsoundTrial(ValueError):
    """A scheme that could not be used as a scheme file. The message lists in Chinese what is wrong."""


def trial_of(
    office: Office, base: Scheme, changes: Sequence[Change], file: Path | None = None, rescaled: bool = False
) -> Trial:
    """The scheme to try instead of ``base``. Nothing is written. Raises CannotChange, UnsoundTrial, and for
    the file DocumentError.
    """
    path = file or _path_of(office, base)
    stored, _ = parse_document(_path_of(office, base))
    values, lines = parse_document(path)
    changed = apply_changes(values, changes, Scheme.model_fields)
    if rescaled:
        changed = rescale(changed)
    try:
        scheme = sound_scheme(validated(path, changed, lines, Scheme), office.forms, office.site.registry)
    except DocumentError as error:
        if not changes and not rescaled:
            raise
        told = "；".join(
            dict.fromkeys(
                f"{problem.sentence}（{path.name} 第{problem.line}行）" for problem in error.problems
            )
        )
        raise UnsoundTrial(f"这样改动以后方案不能用：{told}") from None
    return Trial(scheme, tuple(differences(stored, changed)))


def _path_of(office: Office, scheme: Scheme) -> Path:
    return next(
        path
        for path, each in zip(office.site.scheme_paths, office.schemes, strict=True)
        if each.id == scheme.id
    )
