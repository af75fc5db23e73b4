"""How pages name grades, what a suspension lets rest, its ground, and what officers did."""

from django import template
from django.utils.translation import gettext

from codelists.selectors import local_name
from enterprises.models import Suspension
from enterprises.rules import credit, suspension
from kernel.refusal import gettext_noop

register = template.Library()

_VERBS = {
    "propose": gettext_noop("Proposed"),
    "suspend": gettext_noop("Suspended at once"),
    "countersign": gettext_noop("Countersigned"),
    "refuse": gettext_noop("Refused"),
    "withdraw": gettext_noop("Withdrawn"),
    "lapse": gettext_noop("Lapsed, not confirmed in time"),
    "propose_lift": gettext_noop("Lifting proposed"),
    "lift": gettext_noop("Lifted"),
    "keep": gettext_noop("Kept in force"),
    "end": gettext_noop("Ended on its day"),
}


@register.filter
def grade_name(grade: credit.Grade) -> str:
    """A grade as its law calls it, in the reader's language."""
    return local_name(grade.name_zh, en=grade.name_en)


@register.filter
def effect(row: Suspension) -> str:
    """What rests."""
    return gettext(suspension.EFFECTS[row.effect])


@register.filter
def ground(row: Suspension) -> str:
    """The ground."""
    return gettext(suspension.ground_text(row.ground))


@register.filter
def trust_verb(verb: str) -> str:
    """What somebody did with a file about trust."""
    return gettext(_VERBS.get(verb, verb))
