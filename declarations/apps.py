"""The declarations room as a Django app."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """What is claimed."""

    name = "declarations"
    label = "declarations"
    default_auto_field = "django.db.models.BigAutoField"
