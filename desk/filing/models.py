"""What was filed at the desk, or came by mail."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Filing(models.Model):
    """One file that a unit handed in. Its number is the receipt's (回执号).

    ``account`` filed it on a page, or it came with a ``message`` by mail.
    ``inbox_name``: what the file is called in the inbox and in the ledger; it is made by us. ``shown_name``:
    what the unit called it, with numbers of persons masked. ``stored_at`` is missing until the file is on
    disk. ``request``: made with the page that sent it, so that a form sent twice files once.
    """

    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True)
    message = models.ForeignKey("mail.Message", on_delete=models.PROTECT, null=True)
    unit_code = models.CharField(max_length=60, db_index=True)
    shown_name = models.CharField(max_length=255)
    inbox_name = models.CharField(max_length=255, default="")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    request = models.UUIDField(unique=True)
    filed_at = models.DateTimeField(default=timezone.now)
    stored_at = models.DateTimeField(null=True)

    @property
    def receipt(self) -> str:
        """The number on the receipt: the day by the office's clock and a running number."""
        return f"{timezone.localtime(self.filed_at):%Y%m%d}-{self.pk:05d}"
