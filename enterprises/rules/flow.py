"""The flows of this room's files, one timetable each: from which status who may say what."""

from kernel.flow import Flow, Move

FIRM = "firm"
OFFICER = "officer"
CHIEF = "chief"
COORDINATOR = "coordinator"
PORTAL = "portal"

__all__ = ["Flow", "Move"]
