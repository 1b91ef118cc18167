"""The catalogue of forms (填报报表目录) of an office: the one place that says which forms there are.

``BUILT_IN`` holds the forms that come with the product. An office's own catalogue is ``Site.forms``. All code
that works for an office must ask there, because the same code may mean another form in another office.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import ModuleType

from schemas.cross_rules import CrossRule, waiting_for_each_other
from schemas.documents import Finding, suggestion
from schemas.form import Form, Rule
from schemas.forms import bureau, city, college, schools, society, students, townships
from schemas.own_forms.building import extended
from schemas.own_forms.documents import ExtensionDocument
from schemas.own_forms.findings import extension_findings
from schemas.own_forms.folder import OwnForms, read_own_forms
from schemas.settings.rule_settings import RuleSetting, with_settings


class UnknownForm(LookupError):
    """No form has this name. The message says so in Chinese."""


class Catalogue(Mapping[str, Form]):
    """Forms by code. No two forms share a code or a slug."""

    def __init__(self, forms: Iterable[Form]) -> None:
        """The forms in the order in which people see them. ValueError if two share a code or a slug, or if
        hard rules of several wait for each other.
        """
        given = tuple(forms)
        self._forms = {form.code: form for form in given}
        self._by_slug = {form.slug: form for form in given}
        if not len(self._forms) == len(self._by_slug) == len(given):
            raise ValueError("two forms of one catalogue share a code or a slug")
        if waiting := waiting_for_each_other({form.code: form.cross_rules for form in given}):
            raise ValueError(f"报表{'、'.join(waiting)}的强制性表间审核互相等待，请把其中一条改为核实性审核")

    def __getitem__(self, code: str) -> Form:
        """The form with that code. KeyError if there is none."""
        return self._forms[code]

    def __iter__(self) -> Iterator[str]:
        """The codes, in order."""
        return iter(self._forms)

    def __len__(self) -> int:
        """How many forms there are."""
        return len(self._forms)

    def by_slug(self, slug: str) -> Form:
        """The form whose facts are called ``fact_<slug>``. KeyError if there is none."""
        return self._by_slug[slug]

    def name(self, code: object) -> str:
        """Code and title of a form, as people see them. For a form that is no longer collected only the code;
        for none an empty text.
        """
        if not isinstance(code, str):
            return ""
        return f"{code} {self[code].title}" if code in self else code

    def named(self, text: str) -> Form:
        """The form that somebody names by its code, title or slug. UnknownForm if there is none."""
        written = text.strip()
        found = self.get(written.upper()) or next(
            (form for form in self.values() if written in (form.title, form.slug)), None
        )
        if found is None:
            raise UnknownForm(f"没有报表“{text}”，可用的报表：{'、'.join(self)}")
        return found

    def title(self, code: str) -> str:
        """The title of a form. For a form that is no longer collected its code."""
        return self[code].title if code in self else code

    def rules_by_code(self, code: str) -> list[tuple[Form, Rule | CrossRule]]:
        """The rules with that code, inside forms and across them, each with its form. None if the code is
        unknown.
        """
        return [
            (form, declared)
            for form in self.values()
            for declared in form.every_rule
            if declared.code == code
        ]

    def with_settings(self, settings: Mapping[str, RuleSetting]) -> "Catalogue":
        """The same forms, with the rules set as an office wants them. ``settings`` is by the code of the
        rule.
        """
        return Catalogue(with_settings(form, settings) for form in self.values())


def _forms_in(module: ModuleType) -> Iterator[Form]:
    """The forms that a module describes, in the same order."""
    return (each for each in vars(module).values() if isinstance(each, Form))


BUILT_IN = Catalogue(
    form
    for module in (bureau, city, college, students, schools, society, townships)
    for form in _forms_in(module)
)
"""The forms that come with the product (内置报表)."""


def own_forms(directory: Path, kinds: Mapping[str, str]) -> OwnForms:
    """The forms that an office has written in its folder. ``kinds`` are the kinds of its units."""
    return read_own_forms(directory, kinds, BUILT_IN)


def office_catalogue(
    own: Mapping[str, Form],
    extensions: Mapping[str, ExtensionDocument],
    collected: Collection[str] | None,
) -> tuple[Catalogue, list[Finding]]:
    """All forms of an office. Also what is wrong with its extensions and between its forms, each with its
    place in site.yaml.

    An own form takes the place of the built-in one with its code. A built-in form that is not ``collected``
    also makes way for an own form with the same title or slug.
    """
    forms, findings = dict(BUILT_IN), []
    for code, extension in extensions.items():
        found = list(_extension_findings(code, extension, own))
        findings += [(("extend", code, *place), said) for place, said in found]
        if not found:
            forms[code] = extended(BUILT_IN[code], extension)
    for form in own.values():
        for other in [each for each in forms.values() if each.code != form.code and _same_name(each, form)]:
            if collected is None or other.code in collected:
                findings.append(
                    (
                        ("forms",),
                        f"{form.code} 与内置的 {other.code} {other.title}同名，请改 {form.code}.yaml"
                        f" 的 title 或 slug，或在 forms 里不收 {other.code}",
                    )
                )
            del forms[other.code]
        forms[form.code] = form
    return Catalogue(forms.values()), findings


def _extension_findings(
    code: str, extension: ExtensionDocument, own: Mapping[str, Form]
) -> Iterator[Finding]:
    if code in own:
        yield (), f"{code} 是本办公室自己的报表，请直接改 forms/{code}.yaml"
    elif code not in BUILT_IN:
        yield (), f"没有内置报表“{code}”" + suggestion(code, BUILT_IN, "报表代码见数据字典")
    else:
        yield from extension_findings(extension, BUILT_IN[code])


def _same_name(one: Form, other: Form) -> bool:
    return one.slug == other.slug or one.title == other.title
