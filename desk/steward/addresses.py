"""The addresses of the office's pages."""

from django.urls import path

from desk.steward import (
    bulletins,
    cells,
    deciding,
    entries,
    evidence,
    files,
    mail,
    matrices,
    morning,
    objections,
    outgoing,
    reviews,
)

urlpatterns = [
    path("", morning.morning, name="steward"),
    path("/files/<str:submission_id>", files.one_file, name="steward-file"),
    path("/files/<str:submission_id>/original", files.original, name="steward-original"),
    path("/files/<str:submission_id>/returned", files.returned, name="steward-returned"),
    path("/files/<str:submission_id>/cells", cells.cells, name="steward-cells"),
    path("/reviews", reviews.reviews, name="steward-reviews"),
    path("/reviews/<str:period>/<path:name>", reviews.page, name="steward-review-page"),
    path("/decisions", deciding.decisions, name="steward-decisions"),
    path("/decide", deciding.decide, name="steward-decide"),
    path("/entries", entries.entries, name="steward-entries"),
    path("/enter", entries.enter, name="steward-enter"),
    path("/remind", morning.remind, name="steward-remind"),
    path("/reports", matrices.reports, name="steward-reports"),
    path("/lights", matrices.lights, name="steward-lights"),
    path(
        "/explain/<str:scheme>/<str:indicator>/<str:unit>/<str:period>",
        matrices.explain,
        name="steward-explain",
    ),
    path("/bulletins", bulletins.bulletins, name="steward-bulletins"),
    path("/bulletins/act", bulletins.act, name="steward-bulletin-act"),
    path("/bulletins/file", bulletins.file, name="steward-bulletin-file"),
    path("/objections", objections.objections, name="steward-objections"),
    path("/objections/close", objections.close, name="steward-objection-close"),
    path("/mail", mail.mail, name="steward-mail"),
    path("/mail/<int:number>.eml", mail.message, name="steward-message"),
    path("/mail/act", mail.act, name="steward-mail-act"),
    path("/mail/remind", mail.remind, name="steward-mail-remind"),
    path("/evidence", evidence.evidence, name="steward-evidence"),
    path("/evidence/<int:number>", evidence.one_file, name="steward-evidence-file"),
    path("/out", outgoing.choices, name="steward-out"),
    path("/out/collected", outgoing.collected_table, name="steward-collected"),
    path("/out/exported", outgoing.exported, name="steward-exported"),
]
