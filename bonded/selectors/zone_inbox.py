"""Messages of the zone system as received, and answers in words, for the pages of the firm."""

from django.db.models import Q, QuerySet

from bonded.models import ZoneAnswer, ZoneMessage
from bonded.rules.message_answers import answer_sentence
from bonded.selectors.rule_book import BONDED_RULES
from enterprises.facts import Actor
from kernel.web.findings import Finding, stored


def messages_of(actor: Actor, *, search: str = "", only_refused: bool = False) -> "QuerySet[ZoneMessage]":
    """Messages that the actor's firm sent, without their sealed bytes, narrowed; officers see none."""
    firm_id = actor.firm_id if actor.is_firm else None
    rows = ZoneMessage.objects.filter(firm_id=firm_id or 0).defer("raw")
    if only_refused:
        rows = rows.filter(outcome=ZoneMessage.Outcome.REFUSED)
    if search:
        rows = rows.filter(
            Q(own_no__icontains=search) | Q(subject_no__icontains=search) | Q(message_id=search)
        )
    return rows


def shown(message: ZoneMessage) -> list[Finding]:
    """Why a message was refused, in the reader's language."""
    return [stored(code, rules=BONDED_RULES, path=path, args=args) for path, code, args in message.findings]


def answer_words(answer: ZoneAnswer) -> str:
    """The sentence of an answer, to be translated: what its code and result mean."""
    return answer_sentence(answer.code, typecd=str(answer.elements["result"]["typecd"]), result=answer.result)
