"""What a request of the zone system does: file, change, void, each through the one service of its paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext, override

from bonded.facts import InventoryGoods, InventoryHead
from bonded.messages.drafts import application_of, document_of, inventory_of, papers_named, pass_of
from bonded.messages.reading import ZoneRequest
from bonded.models import Ledger
from bonded.permissions import holders_of
from bonded.rules import flow
from bonded.rules import message_rules as law
from bonded.rules.applications import Change
from bonded.rules.gate_passes import rest_of
from bonded.selectors import applications, gate_passes, stock_docs
from bonded.selectors.inventories import inventories_for
from bonded.selectors.zone_answers import pre_entry_no as pre_entry_no
from bonded.services import applications as application_services
from bonded.services import gate_passes as pass_services
from bonded.services import inventories as inventory_services
from bonded.services import stock_docs as document_services
from enterprises.facts import Actor
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused, Violation

PRE_NO_LENGTH = 18


@dataclass(slots=True)
class Desk:
    """One request at work: who sent it, when, and the number of the paper as soon as there is one."""

    actor: Actor
    at: datetime
    request: ZoneRequest
    subject_no: str = ""

    def visible(self) -> Any:
        """The papers of the request's kind that the sender may see."""
        on = business_date(self.at)
        kinds: Mapping[str, Callable[[], Any]] = {
            "INV101": lambda: inventories_for(self.actor, on=on),
            "SAS101": lambda: applications.applications(self.actor, on=on),
            "SAS111": lambda: stock_docs.documents(self.actor, on=on),
            "SAS121": lambda: gate_passes.passes_for(self.actor, at=self.at),
        }
        return kinds[self.request.code]()

    def reason(self) -> str:
        """Why a paper is voided: what the message says, else that it was voided by one."""
        with override("zh-hans"):
            return self.request.head.get("rmk") or gettext("Voided by a message of the firm")


@dataclass(frozen=True)
class FiledPaper:
    """A paper that was filed: its number, where it stands, and why it was not taken."""

    number: str
    status: int
    violations: tuple[Violation, ...] = ()


class Handler(NamedTuple):
    """What the three declaration types do with one kind of paper."""

    file: Callable[[Desk], None]
    change: Callable[[Desk, str, int], None]
    void: Callable[[Desk, str, int], None]


def carry_out(desk: Desk) -> None:
    """Do what the request asks for; ``desk.subject_no`` is set as soon as the paper has a number.

    A new inventory that customs would refuse stays as a draft under its number, as on the form.

    Raises:
        Refused: everything that speaks against it, in the request itself or in the service.
        Conflict: somebody else was first, or the records are busy.
    """
    handler = HANDLERS[desk.request.code]
    found = _named(desk)
    if found is None:
        _check_new(desk)
        handler.file(desk)
        return
    number, status = found
    desk.subject_no = number
    try:
        step = handler.void if desk.request.dcl_type == "3" else handler.change
        step(desk, number, status)
    except ObjectDoesNotExist:
        raise _unknown(number) from None


def _named(desk: Desk) -> tuple[str, int] | None:
    """The paper that the request names by its number or its pre-entry number; None: it names none.

    Raises:
        Refused: there is no such paper of the sender's.
    """
    number, pre_no = desk.request.number, desk.request.pre_no
    if not number and not pre_no:
        if desk.request.dcl_type != "1":
            raise _unknown("-")
        return None
    rows = desk.visible()
    if number:
        rows = rows.filter(number=number)
    elif len(pre_no) == PRE_NO_LENGTH and pre_no.isascii() and pre_no.isdigit():
        rows = rows.filter(pk=int(pre_no[4:]))
    else:
        raise Refused(Violation(law.NOT_A_NUMBER, "seqNo", args=(("value", pre_no),)))
    found: tuple[str, int] | None = rows.values_list("number", "status").first()
    if found is None:
        raise _unknown(number or pre_no)
    return found


def _unknown(number: str) -> Refused:
    return Refused(Violation(law.UNKNOWN_PAPER, "seqNo", args=(("number", number),)))


def _check_new(desk: Desk) -> None:
    """Refuse a new paper without a number of its own, and one that was filed under it before."""
    own_no = desk.request.own_no
    if not own_no:
        raise Refused(Violation(law.NO_OWN_NUMBER, "etpsPreentNo"))
    same = desk.visible().filter(own_no=own_no, firm_id__in=_firms(desk))
    first = same.values_list("pk", "number", "created_at").first()
    if first is not None:
        desk.subject_no = first[1]
        pre_no = pre_entry_no(first[0], filed_at=first[2])
        raise Refused(Violation(law.DUPLICATE, "etpsPreentNo", args=(("own_no", own_no), ("pre_no", pre_no))))


def _firms(desk: Desk) -> frozenset[int]:
    """Whose numbers the own number is one of: the firm of the ledger, where the request names one."""
    head = desk.request.head
    ems_no = head.get("putrecNo") or head.get("areainOriactNo", "")
    mine = holders_of(desk.actor, on=business_date(desk.at))
    firm_id = Ledger.objects.filter(ems_no=ems_no).values_list("firm_id", flat=True).first()
    return mine if firm_id is None else mine & {firm_id}


def _check_editable(status: int, *editable: int) -> None:
    if status not in editable:
        raise Refused(Violation(law.NEVER_AMENDED, "dclTypecd"))


# --- INV101 -----------------------------------------------------------------------------------------


def _check_operator(desk: Desk) -> None:
    """The operator that the message names is the firm of the ledger."""
    head = desk.request.head
    ledger = Ledger.objects.select_related("firm").filter(ems_no=head["putrecNo"]).first()
    if ledger is None:
        return
    said = {code for code in (head.get("bizopEtpsno"), head.get("bizopEtpsSccd")) if code}
    if not said <= {ledger.firm.customs_code, ledger.firm.credit_code}:
        args = (("ems_no", ledger.ems_no),)
        raise Refused(Violation(law.NOT_YOUR_OPERATOR, "bizopEtpsno", args=args))


def file_inventory(
    *, actor: Actor, head: InventoryHead, lines: Sequence[InventoryGoods], submit: bool, at: datetime
) -> FiledPaper:
    """Draft an inventory and, with ``submit``, hand it in: two acts, as on the form.

    What is refused when it is handed in stays as a draft under its number, with the reasons.

    Raises:
        Refused: not even a draft can hold it; nothing is written.
        Conflict: the ledger is busy; nothing is written.
    """
    number = inventory_services.draft_inventory(actor=actor, head=head, lines=lines, at=at)
    if not submit:
        return FiledPaper(number, flow.DRAFT)
    try:
        status = inventory_services.submit_inventory(actor=actor, number=number, at=at)
    except Refused as refusal:
        return FiledPaper(number, flow.DRAFT, refusal.violations)
    except Conflict as conflict:
        return FiledPaper(number, flow.DRAFT, (conflict.violation,))
    return FiledPaper(number, status)


def _file_inventory(desk: Desk) -> None:
    _check_operator(desk)
    head, lines = inventory_of(desk.request)
    filed = file_inventory(actor=desk.actor, head=head, lines=lines, submit=desk.request.declares, at=desk.at)
    desk.subject_no = filed.number
    if filed.violations:
        raise Refused(*filed.violations)


def _change_inventory(desk: Desk, number: str, status: int) -> None:
    _check_editable(status, flow.DRAFT, flow.REFUSED)
    _check_operator(desk)
    head, lines = inventory_of(desk.request)
    inventory_services.change_inventory(actor=desk.actor, number=number, head=head, lines=lines, at=desk.at)
    if desk.request.declares:
        inventory_services.submit_inventory(actor=desk.actor, number=number, at=desk.at)


def _void_inventory(desk: Desk, number: str, status: int) -> None:
    inventory_services.void_inventory(actor=desk.actor, number=number, reason=desk.reason(), at=desk.at)


# --- SAS101 -----------------------------------------------------------------------------------------


def _file_application(desk: Desk) -> None:
    desk.subject_no = application_services.file_application(
        actor=desk.actor,
        at=desk.at,
        ems_no=desk.request.head["areainOriactNo"],
        wanted=application_of(desk.request, on=business_date(desk.at)),
        submit=desk.request.declares,
    ).number


def _change_application(desk: Desk, number: str, status: int) -> None:
    """A draft is written anew; of one in force a later end and other quantities are asked for."""
    wanted = application_of(desk.request, on=business_date(desk.at))
    if status == flow.APPROVED:
        rows = zip(desk.request.lines, wanted.lines, strict=True)
        quantities = {int(line["sasDclSeqno"]): one.qty for line, one in rows if one.qty is not None}
        change = Change(wanted.valid_to, quantities, desk.request.head.get("rmk", ""))
        application_services.ask_for_change(actor=desk.actor, at=desk.at, number=number, change=change)
        return
    _check_editable(status, *applications.EDITABLE)
    application_services.change_application(actor=desk.actor, at=desk.at, number=number, wanted=wanted)
    if desk.request.declares:
        application_services.submit_application(actor=desk.actor, at=desk.at, number=number)


def _close_application(desk: Desk, number: str, status: int) -> None:
    if status in (flow.DRAFT, flow.SUBMITTED, flow.ASKED):
        application_services.withdraw_application(actor=desk.actor, at=desk.at, number=number)
    elif status == flow.APPROVED:
        application_services.close_application(actor=desk.actor, at=desk.at, number=number)
    else:
        raise Refused(Violation(law.CANNOT_CLOSE, "dclTypecd"))


# --- SAS111 -----------------------------------------------------------------------------------------


def _file_document(desk: Desk) -> None:
    desk.subject_no = document_services.file_document(
        actor=desk.actor,
        at=desk.at,
        application_no=desk.request.head.get("sasDclNo", ""),
        wanted=document_of(desk.request),
        submit=desk.request.declares,
    ).number


def _change_document(desk: Desk, number: str, status: int) -> None:
    _check_editable(status, *stock_docs.EDITABLE)
    wanted = document_of(desk.request)
    document_services.change_document(actor=desk.actor, at=desk.at, number=number, wanted=wanted)
    if desk.request.declares:
        document_services.submit_document(actor=desk.actor, at=desk.at, number=number)


def _void_document(desk: Desk, number: str, status: int) -> None:
    document_services.void_document(actor=desk.actor, at=desk.at, number=number, reason=desk.reason())


# --- SAS121 -----------------------------------------------------------------------------------------


def _file_pass(desk: Desk) -> None:
    if not desk.request.declares:
        raise Refused(Violation(law.NO_DRAFT, "DelcareFlag"))
    draft = pass_of(desk.request)
    numbers = papers_named(desk.request)
    if not draft.lines and numbers and not draft.bill_no:
        firms = holders_of(desk.actor, on=business_date(desk.at))
        papers = gate_passes.papers(numbers, firm_ids=firms)
        rest = (line for number in numbers if number in papers for line in rest_of(papers[number]))
        draft = draft._replace(lines=tuple(rest))
    desk.subject_no = pass_services.apply_for_pass(actor=desk.actor, draft=draft, at=desk.at).number


def _never_change_pass(desk: Desk, number: str, status: int) -> None:
    raise Refused(Violation(law.NEVER_AMENDED, "dclTypecd"))


def _void_pass(desk: Desk, number: str, status: int) -> None:
    pass_services.void_pass(actor=desk.actor, number=number, reason=desk.reason(), at=desk.at)


HANDLERS: Mapping[str, Handler] = MappingProxyType(
    {
        "INV101": Handler(_file_inventory, _change_inventory, _void_inventory),
        "SAS101": Handler(_file_application, _change_application, _close_application),
        "SAS111": Handler(_file_document, _change_document, _void_document),
        "SAS121": Handler(_file_pass, _never_change_pass, _void_pass),
    }
)
