"""The roof as a Django application: it brings its commands and the shell's translations."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """The roof over all rooms."""

    name = "clearance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Clearance"
