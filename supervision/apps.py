"""The supervision room as a Django app."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """What customs decide."""

    name = "supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"
