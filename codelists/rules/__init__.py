"""The law of code lists: reading tables, comparing them with what is stored, counting working days."""

from codelists.rules import refusals

RULES = refusals.RULES
