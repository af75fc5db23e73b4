"""Django's entry to the foundation."""

from django.apps import AppConfig
from django.core.checks import register


class KernelConfig(AppConfig):
    """The foundation as a Django app."""

    name = "kernel"
    label = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check that keeps every append-only table protected."""
        from kernel.orm.protect import check_append_only

        register(check_append_only, "models")
