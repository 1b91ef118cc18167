"""The forms that an office has written: the files in its folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.cross_rules import waiting_for_each_other
from schemas.documents import Document, DocumentError, Finding, Problem, read_document
from schemas.form import Form
from schemas.own_forms.building import bare_form, own_form
from schemas.own_forms.documents import FormDocument
from schemas.own_forms.findings import form_findings, other_column_findings, rule_findings

FOLDER = "forms"


@dataclass(frozen=True)
class OwnForms:
    """What the files in an office's folder give: the sound forms, and what is wrong with the others."""

    forms: Mapping[str, Form]
    documents: Mapping[str, Document[FormDocument]]
    problems: tuple[Problem, ...]

    def problems_beside(self, forms: Mapping[str, Form]) -> Iterator[Problem]:
        """What is wrong where their rules compare with other forms of the office."""
        for document in self.documents.values():
            for place, said in other_column_findings(document.content.rules, forms):
                yield document.problem(place, said)


def read_own_forms(directory: Path, kinds: Mapping[str, str], product: Mapping[str, Form]) -> OwnForms:
    """The forms in ``<directory>/forms``, in the order of their file names. ``kinds`` are the kinds of units.
    ``product`` are the built-in forms, with which they may compare.
    """
    forms: dict[str, Form] = {}
    documents: dict[str, Document[FormDocument]] = {}
    problems: list[Problem] = []
    for path in sorted((directory / FOLDER).glob("*.yaml")):
        try:
            document = read_document(path, FormDocument)
        except DocumentError as error:
            problems += error.problems
            continue
        found = [
            document.problem(place, said) for place, said in _findings(document.content, path, kinds, forms)
        ]
        if found:
            problems += found
        else:
            form = own_form(document.content)
            forms[form.code], documents[form.code] = form, document
    while waiting := _waiting({**product, **forms}):
        told = documents[next(code for code in waiting if code in forms)]
        said = f"报表{'、'.join(waiting)}的强制性表间比较互相等待，请把其中一条改为 level: query"
        problems.append(told.problem(("rules",), said))
        del forms[told.content.code], documents[told.content.code]
    return OwnForms(forms, documents, tuple(problems))


def _waiting(forms: Mapping[str, Form]) -> tuple[str, ...]:
    """The codes of forms whose hard comparisons wait for each other."""
    return waiting_for_each_other({code: form.cross_rules for code, form in forms.items()})


def _findings(
    document: FormDocument, path: Path, kinds: Mapping[str, str], others: Mapping[str, Form]
) -> Iterator[Finding]:
    if path.stem != document.code:
        yield ("code",), f"文件名应与报表代码一致：请把文件改名为 {document.code}.yaml，或改正 code"
    for other in others.values():
        for word in ("slug", "title"):
            if getattr(document, word) == getattr(other, word):
                yield (word,), f"{other.code}.yaml 的 {word} 也是“{getattr(other, word)}”，请改得不同"
    found = list(form_findings(document, kinds))
    yield from found
    if not found:
        yield from rule_findings(document.rules, bare_form(document))
