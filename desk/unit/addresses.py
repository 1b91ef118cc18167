"""The addresses of a unit's pages. None of them names a unit: an account sees its own."""

from django.urls import path

from desk.unit import answers, evidence, objections, pages, scores

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
    path("/answers", answers.answers, name="unit-answers"),
    path("/answers/<str:submission_id>", answers.give, name="unit-answer"),
    path("/evidence", evidence.evidence, name="unit-evidence"),
    path("/evidence/attach", evidence.add, name="unit-evidence-add"),
    path("/evidence/<int:number>", evidence.one_file, name="unit-evidence-file"),
    path("/evidence/<int:number>/replace", evidence.replace, name="unit-evidence-replace"),
    path("/evidence/<int:number>/withdraw", evidence.take_back, name="unit-evidence-withdraw"),
    path("/objections", objections.objections, name="unit-objections"),
    path("/objections/raise", objections.raise_one, name="unit-objection-raise"),
    path("/objections/<int:number>/review", objections.review, name="unit-objection-review"),
    path("/objections/<int:number>/attach", objections.add, name="unit-objection-attach"),
    path("/receipt/<str:period>", pages.receipt, name="unit-receipt"),
]
