"""Officers as the web desk knows them: a way to sign in, and a copy of what the opener says of them."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.signals import pre_save
from django.dispatch import receiver


class Officers(BaseUserManager["Officer"]):
    """Finds officers by name; makes one only as the opener's feed tells."""

    def get_by_natural_key(self, username: str | None) -> "Officer":
        """Return the officer of that name."""
        return self.get(name=username)


class Officer(AbstractBaseUser):
    """One officer. Name, role, compartments and whether they still are one come from the opener, which decides."""

    name = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=16)
    is_active = models.BooleanField(default=True)
    compartments = models.JSONField(default=list)
    language = models.CharField(max_length=16, blank=True)
    last_login = None  # when somebody came to work is nobody's business here; the opener's log has the shifts

    USERNAME_FIELD = "name"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Officers] = Officers()

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """A code, shown once on the machine, with which an officer makes their sign-in; kept as its digest alone."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.officer)


@receiver(pre_save, sender="mfa.Authenticator")
def forget_when(instance: models.Model, **_words: object) -> None:
    """Leave empty when a passkey or an app was last used: who came to work when is the opener's log alone."""
    vars(instance)["last_used_at"] = None
