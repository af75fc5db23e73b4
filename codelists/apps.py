"""The room's entry in Django."""

from django.apps import AppConfig


class CodelistsConfig(AppConfig):
    """Codelists: what words mean."""

    name = "codelists"
    label = "codelists"
    default_auto_field = "django.db.models.BigAutoField"
