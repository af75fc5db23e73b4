"""The roof: settings, addresses, the Celery application, health and the launcher; it has no tables."""

from clearance.celery import app as celery_app

__all__ = ["celery_app"]
