"""The forms that units submit (填报报表目录), one module per kind of submitter. Importing this package loads
them all.
"""

from schemas.form import FORMS, Form
from schemas.forms import bureau, city, college, schools, society, townships

__all__ = ["FORMS", "bureau", "city", "college", "form_by_slug", "schools", "society", "townships"]


def form_by_slug(slug: str) -> Form:
    """The form whose facts are called ``fact_<slug>``; KeyError if there is none."""
    return next(form for form in FORMS.values() if form.slug == slug)
