"""The catalogue of forms (填报报表目录) of an office: the one place that says which forms there are.

``BUILT_IN`` holds the forms that come with the product. An office's own catalogue is ``Site.forms``:
everybody who works for an office asks there, since the same code may mean another form in another office.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType

from schemas.cross_rules import CrossRule, waiting_for_each_other
from schemas.form import Form, Rule
from schemas.forms import bureau, city, college, schools, society, townships
from schemas.rule_settings import RuleSetting, with_settings


class Catalogue(Mapping[str, Form]):
    """Forms by code. Neither two codes nor two slugs are the same."""

    def __init__(self, forms: Iterable[Form]) -> None:
        """The forms in the order in which people see them. ValueError where two share a code or a slug, or
        where hard rules of several wait for each other.
        """
        given = tuple(forms)
        self._forms = {form.code: form for form in given}
        self._by_slug = {form.slug: form for form in given}
        if not len(self._forms) == len(self._by_slug) == len(given):
            raise ValueError("two forms of one catalogue share a code or a slug")
        if waiting := waiting_for_each_other({form.code: form.cross_rules for form in given}):
            raise ValueError(f"报表{'、'.join(waiting)}的强制性表间审核互相等待，请把其中一条改为核实性审核")

    def __getitem__(self, code: str) -> Form:
        """The form of that code; KeyError if there is none."""
        return self._forms[code]

    def __iter__(self) -> Iterator[str]:
        """The codes, in order."""
        return iter(self._forms)

    def __len__(self) -> int:
        """How many forms there are."""
        return len(self._forms)

    def by_slug(self, slug: str) -> Form:
        """The form whose facts are called ``fact_<slug>``; KeyError if there is none."""
        return self._by_slug[slug]

    def name(self, code: object) -> str:
        """Code and title of a form as people see them; the code alone of a form that is no longer collected,
        empty for none.
        """
        if not isinstance(code, str):
            return ""
        return f"{code} {self[code].title}" if code in self else code

    def title(self, code: str) -> str:
        """The title of a form; the code of one that is no longer collected."""
        return self[code].title if code in self else code

    def rules_by_code(self, code: str) -> list[tuple[Form, Rule | CrossRule]]:
        """The rules of that code, in-form and cross ones, each with its form; none if unknown."""
        return [
            (form, declared)
            for form in self.values()
            for declared in (*form.rules, *form.cross_rules)
            if declared.code == code
        ]

    def with_settings(self, settings: Mapping[str, RuleSetting]) -> "Catalogue":
        """The same forms with an office's settings of their rules, by the code of the rule."""
        return Catalogue(with_settings(form, settings) for form in self.values())


def _forms_in(module: ModuleType) -> Iterator[Form]:
    """The forms that a module describes, in the order it does."""
    return (each for each in vars(module).values() if isinstance(each, Form))


BUILT_IN = Catalogue(
    form for module in (bureau, city, college, schools, society, townships) for form in _forms_in(module)
)
"""The forms that come with the product (内置报表)."""
