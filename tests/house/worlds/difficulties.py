"""Difficulties of the firm ``broker``, one in each state that an act begins from."""

from enterprises.services import difficulties_firm as firm_side
from enterprises.services import difficulties_work as customs_side
from enterprises.services.difficulties import Draft, raise_difficulty
from kernel import clock
from tests.office import Office

_DRAFT = Draft("Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page")


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take: the clocks run now, because the pages look at the wall clock."""
    at = clock.now()
    numbers = [raise_difficulty(actor=office.broker, draft=_DRAFT, at=at).number for _ in range(4)]
    in_hand, asked, answered, closed = numbers
    for number in numbers:
        customs_side.triage(
            actor=office.officer, number=number, triage="simple", urgency="normal", team_id=None, at=at
        )
    customs_side.ask(actor=office.officer, number=asked, text="Which lists?", at=at)
    for number in (answered, closed):
        customs_side.answer(actor=office.officer, number=number, text="Send them again.", at=at)
    firm_side.confirm(actor=office.broker, number=closed, mark=5, remark="", at=at)
    own = {"reply": asked, "confirm": answered, "object": answered, "reopen": closed}
    every = ("triage", "ask", "answer", "hand", "same", "change", "note", "link", "withdraw", *own)
    return {
        "enterprises:difficulty.number": in_hand,
        **{f"enterprises:difficulty_{verb}.number": own.get(verb, in_hand) for verb in every},
    }
