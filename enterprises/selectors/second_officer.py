"""Whether an officer is a true second one: another person, no deputy of the first, no self of one's own."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from enterprises.facts import Actor
from enterprises.models import Post, PostChange, PostVerb
from enterprises.rules.four_eyes import ABSENT, MADE_BY, judge_second
from enterprises.selectors.absences import stands_in_for
from kernel.clock import business_date
from kernel.refusal import Violation


def judge_second_officer(actor: Actor, *, first_id: int | None, at: datetime) -> tuple[Violation, ...]:
    """Why the actor may not decide what the first officer proposed; nothing where nobody proposed it.

    Source: Customs Law, Article 79.
    """
    same = judge_second(first_id, second_id=actor.user_id)
    if same or first_id is None or actor.user_id is None:
        return same
    if first_id in stands_in_for(actor.user_id, at=at):
        return (Violation(ABSENT),)
    made = _made(actor.user_id, of=first_id, at=at) | _made(first_id, of=actor.user_id, at=at)
    return (Violation(MADE_BY),) if PostChange.objects.filter(made).exists() else ()


def _made(maker_id: int, *, of: int, at: datetime) -> Q:
    """The person gave the other a post that has not ended, or the first one, with which the account came."""
    earlier = Post.objects.filter(officer_id=OuterRef("post__officer_id"), pk__lt=OuterRef("post_id"))
    held = Q(post__valid_to__isnull=True) | Q(post__valid_to__gt=business_date(at))
    given = Q(verb=PostVerb.GIVEN, by_id=maker_id, post__officer_id=of)
    return given & (held | Q(~Exists(earlier)))
