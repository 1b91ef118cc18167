"""The sample office with its desk (``kaohe desk --sample``): a copy of its inbox to file into, two accounts
to try, and Dagster's pages beside it.
"""

import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.office import DEFAULT_SITE, Office

INBOX = "inbox"
UI_PORT = 3000
DEMONSTRATED = (("演示单位", "unit", "耿车镇"), ("演示管理员", "steward", ""))
"""Name, role and unit of the accounts. Their passwords are made anew at every start, and stand nowhere."""
ENDS_WITHIN_SECONDS = 30


def is_sample(office: Office) -> bool:
    """Whether this is the sample office. Accounts with printed passwords are for it alone."""
    return office.site.directory.resolve() == DEFAULT_SITE.resolve()


def own_inbox(home: Path) -> Path:
    """A copy of the sample's inbox in the home folder, with the times of its files. The sample itself is not
    changed by what is filed.
    """
    inbox = home.absolute() / INBOX
    if not inbox.exists():
        shutil.copytree(DEFAULT_SITE / "submissions", inbox)
    return inbox


def demonstration_accounts(office: Office) -> list[tuple[str, str]]:
    """(name, password) of the two accounts."""
    from desk.accounts.models import Account
    from desk.accounts.roles import Role

    made = []
    for name, role, unit in DEMONSTRATED:
        password = secrets.token_urlsafe(9)
        account = Account.objects.filter(name=name).first() or Account(name=name)
        account.role, account.must_change_password, account.is_active = Role(role), False, True
        account.unit_code = office.site.registry.named(unit).code if unit else ""
        account.set_password(password)
        account.save()
        made.append((name, password))
    return made


@contextmanager
def dagster_beside(office: Office, desk_address: str) -> Iterator[None]:
    """Dagster's pages, in a process of their own that ends with the block. Their links lead to the desk."""
    command = "from desk.cli import main; main()"
    options = ["--port", str(UI_PORT), "--home", str(office.home), "--inbox", str(office.inbox)]
    environment = os.environ | {"KAOHE_DESK": desk_address}
    pages = subprocess.Popen([sys.executable, "-c", command, "ui", *options], env=environment)  # noqa: S603 — ours
    try:
        yield
    finally:
        pages.terminate()
        try:
            pages.wait(ENDS_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            pages.kill()
