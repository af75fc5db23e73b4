"""A person who signs in: by e-mail, either for firms or as a customs officer."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserKind(models.TextChoices):
    """For whom a person acts."""

    FIRM = "firm", _("Firm")
    OFFICER = "officer", _("Customs officer")


class Language(models.TextChoices):
    """The languages of the portal, each in its own words."""

    ZH = "zh-hans", "中文"
    EN = "en", "English"


class UserManager(BaseUserManager["User"]):
    """Makes users with a hashed password and a lower-case e-mail address."""

    def create_user(
        self,
        email: str,
        password: str | None = None,
        *,
        name: str,
        kind: str,
        joined_at: datetime,
        language: str = Language.ZH,
    ) -> "User":
        """A new person; without ``password`` nobody can sign in until one is set."""
        user = User(email=email.strip().lower(), name=name, kind=kind, joined_at=joined_at, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person with an e-mail address, a name, a kind and a language."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=64)
    kind = models.CharField(max_length=8, choices=UserKind.choices)
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.ZH)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "kind"]

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], name="user_email"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(condition=Q(kind__in=UserKind.values), name="user_kind"),
            models.CheckConstraint(condition=Q(language__in=Language.values), name="user_language"),
        ]

    def __str__(self) -> str:
        return self.name or self.email
