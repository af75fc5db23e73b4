"""How pages write guarantees: standings, statuses, movements and reasons, in words with an icon."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from enterprises.models import GuaranteeEntryKind, GuaranteeFileKind
from enterprises.rules import flow, guarantee
from enterprises.rules.guarantee_files import APPROVE, LETTER_ITEMS, REFUSE

_STANDING = {
    guarantee.PENDING: ("azure", "clock"),
    guarantee.ACTIVE: ("green", "shield-check"),
    guarantee.EXHAUSTED: ("orange", "battery-low"),
    guarantee.ENDING: ("orange", "hourglass"),
    guarantee.FROZEN_NOW: ("red", "snowflake"),
    guarantee.CALLED: ("red", "gavel"),
    guarantee.EXPIRED_NOW: ("secondary", "calendar-x"),
    guarantee.CLOSED: ("secondary", "archive"),
}
_FILE = {
    flow.GFILE_SUBMITTED: ("azure", "search"),
    flow.GFILE_ASKED: ("orange", "circle-question-mark"),
    flow.GFILE_PROPOSED: ("blue", "users"),
    flow.GFILE_APPROVED: ("green", "circle-check"),
    flow.GFILE_REFUSED: ("red", "circle-x"),
    flow.GFILE_WITHDRAWN: ("secondary", "undo-2"),
}
_CLAIM = {
    flow.GCLAIM_PROPOSED: ("blue", "users"),
    flow.GCLAIM_CALLED: ("red", "gavel"),
    flow.GCLAIM_PAID: ("green", "circle-check"),
    flow.GCLAIM_LIFTED: ("green", "undo-2"),
    flow.GCLAIM_DROPPED: ("secondary", "circle-x"),
}
_ENTRY = {
    GuaranteeEntryKind.HOLD: ("blue", "lock"),
    GuaranteeEntryKind.DEDUCT: ("orange", "circle-minus"),
    GuaranteeEntryKind.RESTORE: ("green", "lock-open"),
    GuaranteeEntryKind.TOPUP: ("green", "circle-plus"),
    GuaranteeEntryKind.CALL: ("red", "gavel"),
    GuaranteeEntryKind.RETURN: ("secondary", "undo-2"),
}


class Look(NamedTuple):
    """A word with its colour and icon."""

    label: str
    tone: str
    icon: str


def standing_look(code: str) -> Look:
    """How an account stands, in words."""
    return Look(_(guarantee.STANDINGS[code]), *_STANDING[code])


def file_look(status: int) -> Look:
    """The status of an application in words."""
    return Look(_(flow.GUARANTEE_FILE_FLOW.names[status]), *_FILE[status])


def claim_look(status: int) -> Look:
    """The status of a claim in words."""
    return Look(_(flow.GUARANTEE_CLAIM_FLOW.names[status]), *_CLAIM[status])


def entry_look(kind: str) -> Look:
    """A movement in words."""
    entry = GuaranteeEntryKind(kind)
    return Look(str(entry.label), *_ENTRY[entry])


def kind_name(kind: str) -> str:
    """What an application asks for."""
    return str(GuaranteeFileKind(kind).label)


def ground_name(ground: str) -> str:
    """Why an account is frozen."""
    return _(guarantee.FREEZE_GROUNDS[ground])


def proposal_name(proposal: str) -> str:
    """What the first officer proposes; empty while nothing is proposed."""
    return {APPROVE: _("Approve"), REFUSE: _("Refuse")}.get(proposal, "")


def letter_items() -> list[tuple[str, str]]:
    """The items of Article 13 with their names."""
    return [(code, _(text)) for code, text in LETTER_ITEMS.items()]


def file_verb(verb: str) -> str:
    """What happened to an application."""
    return {
        "submit": _("Handed in"),
        "ask": _("Customs asked a question"),
        "answer": _("The firm answered"),
        "propose": _("A decision was proposed"),
        "send_back": _("The second officer sent it back"),
        "approve": _("Approved"),
        "refuse": _("Refused"),
        "withdraw": _("Withdrawn by the firm"),
    }.get(verb, verb)


def claim_verb(verb: str) -> str:
    """What happened to a claim."""
    return {
        "propose": _("A claim was proposed"),
        "call": _("Called from the guarantor"),
        "drop": _("Not called"),
        "pay": _("Paid by the guarantor"),
        "lift": _("Lifted: the duty was performed"),
    }.get(verb, verb)
