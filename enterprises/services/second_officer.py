"""The second officer of every decision that two must take."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.selectors.second_officer import judge_second_officer
from kernel.refusal import Refused


def check_second(actor: Actor, *, first_id: int | None, at: datetime) -> None:
    """Refuse whoever may not decide what the first officer proposed; a step's check.

    Raises:
        Refused: the first officer themselves, whoever stands in for that officer now, or somebody of
            whom one gave the other the account or a post that is still held.
    """
    found = judge_second_officer(actor, first_id=first_id, at=at)
    if found:
        raise Refused(*found)
