"""What units have attached (佐证材料、申诉附件): the list, and one file to save."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from desk.accounts.permissions import only
from desk.attachments.keeping import content_of
from desk.attachments.models import Attachment
from desk.attachments.subjects import subject_words
from desk.downloads import download
from desk.pages import told
from desk.project import the_office
from desk.steward.morning import OFFICE
from desk.uploads import Refused
from warehouse.office import Office

MOST_SHOWN = 200


def shown(office: Office, attached: "QuerySet[Attachment]") -> list[dict[str, Any]]:
    """Attachments as a page lists them."""
    registry = office.site.registry
    return [
        {
            "number": each.pk,
            "name": each.shown_name,
            "about": subject_words(office, each),
            "unit": registry.get(each.unit_code).name if each.unit_code in registry else each.unit_code,
            "attached_at": each.attached_at,
            "size": each.size,
        }
        for each in attached
    ]


@require_GET
@only(*OFFICE)
def evidence(request: HttpRequest) -> HttpResponse:
    """The newest evidence of all units."""
    office = the_office()
    newest = Attachment.in_force(objection=None).reverse()[:MOST_SHOWN]
    return render(request, "all_evidence.html", {"evidence": shown(office, newest)})


@require_GET
@only(*OFFICE)
def one_file(request: HttpRequest, number: int) -> HttpResponse:
    """An attachment, to save. That somebody takes it is logged before."""
    found = Attachment.objects.filter(pk=number).first()
    if found is None:
        raise Http404
    try:
        return download(content_of(the_office(), found), found.shown_name)
    except Refused as error:
        return told(request, str(error), error.status)
