"""An account (账号) of the desk."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from desk.accounts.roles import ROLE_WORDS, Role


class Accounts(BaseUserManager):
    """Makes accounts."""

    def add(self, name: str, role: Role, password: str, unit_code: str = "") -> "Account":
        """Make an account whose password must be changed at the first login."""
        account = self.model(name=name, role=role, unit_code=unit_code)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """Who may log in. ``unit_code``: the unit for which an account of the role ``unit`` files.

    ``epoch`` is part of every session: raising it ends all of them.
    """

    name = models.CharField("账号", max_length=60, unique=True)
    role = models.CharField(
        "角色", max_length=10, choices=[(str(role), word) for role, word in ROLE_WORDS.items()]
    )
    unit_code = models.CharField("单位", max_length=60, blank=True)
    must_change_password = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    epoch = models.PositiveIntegerField(default=0)

    objects = Accounts()
    USERNAME_FIELD = "name"

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        return super()._get_session_auth_hash(secret) + f"-{self.epoch}"

    def end_sessions(self) -> None:
        """Log the account out everywhere."""
        self.epoch += 1
        self.save(update_fields=["epoch"])
