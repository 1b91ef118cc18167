"""The addresses of a unit's pages. None of them names a unit: an account sees its own."""

from django.urls import path

from desk.unit import pages, scores

urlpatterns = [
    path("", pages.unit, name="unit"),
    path("/check", pages.check, name="unit-check"),
    path("/check/<str:token>.xlsx", pages.checked_file, name="unit-checked"),
    path("/files", pages.file, name="unit-files"),
    path("/files/<int:number>", pages.filed, name="unit-filed"),
    path("/blank/<str:form>/<str:period>.xlsx", pages.blank, name="unit-blank"),
    path("/returned/<str:submission_id>.xlsx", pages.returned, name="unit-returned"),
    path("/scores", scores.scores, name="unit-scores"),
    path("/scores/<str:scheme>/<str:period>/<str:indicator>", scores.explained, name="unit-score"),
    path("/receipt/<str:period>", pages.receipt, name="unit-receipt"),
]
