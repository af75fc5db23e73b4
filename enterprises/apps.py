"""The room as Django knows it."""

from django.apps import AppConfig


class EnterprisesConfig(AppConfig):
    """Who sends, who declares, who decides."""

    name = "enterprises"
    label = "enterprises"
    default_auto_field = "django.db.models.BigAutoField"
