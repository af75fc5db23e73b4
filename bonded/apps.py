"""The bonded room as a Django app."""

from django.apps import AppConfig


class BondedConfig(AppConfig):
    """Where goods stand."""

    name = "bonded"
    label = "bonded"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what this room attaches files to; its models can be read only now."""
        from bonded.models import Disposal
        from bonded.selectors.reconciling import may_see_disposal
        from enterprises.selectors.viewers import add_attached

        add_attached("disposal", model=Disposal, viewer=may_see_disposal)
