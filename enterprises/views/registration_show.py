"""How registrations and standing documents are shown: status, story, values, reasons beside their fields."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from codelists.selectors import names
from enterprises.models import FirmKindName
from enterprises.rules import flow
from enterprises.rules.registration import Typed
from enterprises.selectors.registration import Step
from kernel import mask
from kernel.web.findings import Finding

_REGISTRATION_LOOK = {
    flow.REGISTRATION_DRAFT: ("secondary", "pencil"),
    flow.REGISTRATION_SUBMITTED: ("blue", "send"),
    flow.REGISTRATION_ASKED: ("orange", "circle-question-mark"),
    flow.REGISTRATION_APPROVED: ("green", "circle-check"),
    flow.REGISTRATION_REFUSED: ("red", "circle-x"),
    flow.REGISTRATION_WITHDRAWN: ("secondary", "undo-2"),
}
_STANDING_LOOK = {
    flow.STANDING_FILED: ("blue", "send"),
    flow.STANDING_CONFIRMED: ("green", "circle-check"),
    flow.STANDING_REFUSED: ("red", "circle-x"),
    flow.STANDING_WITHDRAWN: ("secondary", "undo-2"),
    flow.STANDING_REPLACED: ("secondary", "replace"),
}
_VERBS = {
    "start": (gettext_lazy("Draft begun"), "secondary", "pencil"),
    "submit": (gettext_lazy("Handed over to customs"), "blue", "send"),
    "ask": (gettext_lazy("Customs asks"), "orange", "circle-question-mark"),
    "answer": (gettext_lazy("The firm answers"), "blue", "reply"),
    "approve": (gettext_lazy("Approved"), "green", "circle-check"),
    "admit": (gettext_lazy("Entered by the operator"), "green", "circle-check"),
    "refuse": (gettext_lazy("Refused"), "red", "circle-x"),
    "withdraw": (gettext_lazy("Withdrawn"), "secondary", "undo-2"),
}


class Standing(NamedTuple):
    """A status as word, colour and icon."""

    label: str
    tone: str
    icon: str


class Told(NamedTuple):
    """One entry of a timeline."""

    at: datetime
    title: str
    text: str
    who: str
    tone: str
    icon: str


def standing_of(status: int) -> Standing:
    """The status of a registration."""
    return Standing(_(flow.REGISTRATION_FLOW.names[status]), *_REGISTRATION_LOOK[status])


def document_standing(status: int, *, run_out: bool) -> Standing:
    """The status of a standing document; a confirmed one that has run out says so."""
    if run_out and status == flow.STANDING_CONFIRMED:
        return Standing(_("Run out"), "red", "calendar-x")
    return Standing(_(flow.STANDING_FLOW.names[status]), *_STANDING_LOOK[status])


def timeline(steps: Iterable[Step], *, office_names: bool) -> list[Told]:
    """The story for ``components/timeline.html``; a firm reads "Customs" instead of an officer's name."""
    told = []
    for step in steps:
        title, tone, icon = _VERBS[step.verb]
        who = step.who if office_names or not step.by_office else _("Customs")
        told.append(Told(step.at, str(title), step.note, who, tone, icon))
    return told


def pairs(typed: Typed, *, on: date, full: bool = True) -> list[tuple[str, str]]:
    """What was handed in, for ``components/kv.html``; personal values masked unless ``full``."""
    offices = names("offices", on=on)
    show = (lambda value, _how: value) if full else (lambda value, how: how(value))
    kinds = [str(FirmKindName(kind).label) for kind in typed.kinds]
    return [
        (_("Unified social credit code"), typed.credit_code),
        (_("Customs code"), typed.customs_code),
        (_("Chinese name"), typed.name_zh),
        (_("English name"), typed.name_en),
        (_("The firm acts as"), _(", ").join(kinds)),
        (_("Customs office in charge"), _named(typed.office, among=offices)),
        (_("Bonded zone"), _named(typed.zone, among=offices) or _("outside any zone")),
        (_("Address"), typed.address),
        (_("Platform code"), typed.platform_code),
        (_("DXP number"), typed.dxp_id),
        (_("Legal representative"), show(typed.legal_representative, mask.name)),
        (_("Senior contact"), show(typed.contact_name, mask.name)),
        (_("Phone of the senior contact"), show(typed.contact_phone, mask.phone)),
    ]


def _named(code: str, *, among: dict[str, str]) -> str:
    return f"{code} {among.get(code, '')}".strip()


def by_field(fields: Iterable[str], *, said: Sequence[Finding]) -> dict[str, list[Finding]]:
    """What is said against each field; every field has an entry, so that old reasons go away."""
    table: dict[str, list[Finding]] = {name: [] for name in fields}
    for one in said:
        if one.path in table:
            table[one.path].append(one)
    return table
