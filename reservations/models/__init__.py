"""The tables of when."""

from reservations.models.windows import OpeningWindow, SiteKind, WindowDay

__all__ = ["OpeningWindow", "SiteKind", "WindowDay"]
