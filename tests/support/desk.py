"""The desk of a small office, and clients that are logged in to it."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from assets.submissions.intake import take_in
from desk.project import open_desk
from tests.support.offices import SmallOffice

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

PASSWORD = "耿车镇的密码也很长"


class Desk:
    """The desk of an office: accounts are added and log in."""

    def __init__(self, small: SmallOffice) -> None:
        self.small = small
        # What the desk has filed is complete. A pass need not wait until it looks so.
        at_once = small.office.site.receipt.model_copy(update={"settle_seconds": 0})
        small.office = replace(small.office, site=replace(small.office.site, receipt=at_once))
        small.office.prepare()
        open_desk(small.office)

    def take_in(self) -> None:
        """Review what lies in the inbox. Nothing is assessed: that is the larger part of a pass."""
        take_in(self.small.office, uuid4().hex)

    def account(self, name: str, role: str, unit: str = "") -> str:
        """Add an account whose password was changed already, and return its name."""
        from desk.accounts.models import Account
        from desk.accounts.roles import Role

        code = self.small.office.site.registry.named(unit).code if unit else ""
        added = Account.objects.add(name, Role(role), PASSWORD, code)
        added.must_change_password = False
        added.save()
        return name

    def client(self, name: str = "", password: str = PASSWORD, **named: bool) -> "Client":
        """A browser, logged in as the account if one is named."""
        from django.test import Client

        client = Client(headers={"host": "localhost"}, **named)
        if name:
            client.post("/login", {"username": name, "password": password})
        return client

    def unit(self, unit: str = "耿车镇") -> "Client":
        """A browser logged in for a unit."""
        return self.client(self.account(unit, "unit", unit))


def upload(content: bytes, name: str = "耿车镇11月.xlsx") -> object:
    """A file as a browser sends it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


def file_workbook(
    client: "Client", content: bytes, name: str = "耿车镇11月.xlsx", **more: str
) -> "HttpResponse":
    """File a workbook, and follow to the receipt."""
    return client.post(
        "/unit/files", {"file": upload(content, name), "request": str(uuid4()), **more}, follow=True
    )


def text_of(response: "HttpResponse") -> str:
    """A page without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))
