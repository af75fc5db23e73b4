"""The bonded room as a Django app."""

from django.apps import AppConfig


class BondedConfig(AppConfig):
    """Where goods stand."""

    name = "bonded"
    label = "bonded"
    default_auto_field = "django.db.models.BigAutoField"
