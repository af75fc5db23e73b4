"""The tables of what customs decide."""

from supervision.models.cases import Case, Selection

__all__ = ["Case", "Selection"]
