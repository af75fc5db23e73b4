"""What the pages of this room show, always scoped by the Actor."""

from supervision.selectors.audit import audit_supervision

__all__ = ["audit_supervision"]
