"""The room of reservations as a Django application."""

from django.apps import AppConfig


class ReservationsConfig(AppConfig):
    """When goods may be handled outside the ordinary hours."""

    name = "reservations"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Reservations"
