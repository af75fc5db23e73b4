"""Logging: everything to standard error, one line each; the launcher keeps it in files."""

from typing import Any


def logging(level: str) -> dict[str, Any]:
    """The logging configuration with ``level`` for our own loggers."""
    own = {"handlers": ["stderr"], "level": level, "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"portal": own, "celery": own, "django.security": own | {"level": "WARNING"}},
    }
