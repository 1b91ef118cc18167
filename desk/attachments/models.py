"""What was attached at the desk."""

from django.conf import settings
from django.db import models


class Attachment(models.Model):
    """A file that a unit handed in beside its reports.

    It is about an indicator of a scheme in a period, about a form in a period (and one row of it, by its
    number in Excel), or belongs to an objection. ``shown_name``: what the unit called it, with numbers of
    persons masked. ``kind``: see ``desk.attachments.kinds``. ``sha256``: the content, in the archive of the
    attachments. ``request``: made with the page that sent it, so that a form sent twice attaches once.
    Nothing is deleted: what was replaced names what came instead, what was withdrawn says when.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    unit_code = models.CharField(max_length=60, db_index=True)
    period = models.CharField(max_length=7, blank=True)
    scheme = models.CharField(max_length=60, blank=True)
    indicator = models.CharField(max_length=60, blank=True)
    form = models.CharField(max_length=60, blank=True)
    row = models.PositiveIntegerField(null=True)
    objection = models.PositiveIntegerField(null=True, db_index=True)
    shown_name = models.CharField(max_length=255)
    kind = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    request = models.UUIDField(unique=True)
    attached_at = models.DateTimeField(auto_now_add=True)
    withdrawn_at = models.DateTimeField(null=True)
    replaced_by = models.OneToOneField("self", on_delete=models.PROTECT, null=True)

    @classmethod
    def in_force(cls, **conditions: object) -> "models.QuerySet[Attachment]":
        """What was neither replaced nor withdrawn, in the order in which it came."""
        return cls.objects.filter(withdrawn_at=None, replaced_by=None, **conditions).order_by("pk")
