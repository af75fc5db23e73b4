"""Senders: each document from its own firm, and from nobody else."""

from itertools import product

import pytest

from declarations.facts import Sender
from declarations.rules import kinds
from declarations.rules.sender import RULES, judge_sender, judge_transfer
from tests.declarations.rules.examples import found

HEAD = {
    "ebpCode": "PLATFORM", "ebcCode": "MERCHANT", "payCode": "PAYER", "logisticsCode": "CARRIER",
    "agentCode": "BROKER", "operatorCode": "ZONE",
}  # fmt: skip
FIRMS = {
    "platform": Sender(frozenset({"PLATFORM"}), frozenset({"platform"})),
    "merchant": Sender(frozenset({"MERCHANT"}), frozenset({"merchant"})),
    "payment": Sender(frozenset({"PAYER"}), frozenset({"payment"})),
    "logistics": Sender(frozenset({"CARRIER"}), frozenset({"logistics"})),
    "declarant": Sender(frozenset({"BROKER"}), frozenset({"declarant"})),
    "zone_operator": Sender(frozenset({"ZONE"}), frozenset({"zone_operator"})),
    "stranger": Sender(frozenset({"STRANGER"}), frozenset({"platform", "payment", "logistics", "declarant"})),
}
MAY = {
    kinds.ORDER: {"platform", "merchant"},
    kinds.PAYMENT: {"payment"},
    kinds.WAYBILL: {"logistics"},
    kinds.WAYBILL_STATUS: {"logistics"},
    kinds.LIST: {"declarant"},
    kinds.CANCELLATION: {"declarant"},
    kinds.RETURN: {"declarant"},
    kinds.ARRIVAL: {"zone_operator"},
}


@pytest.mark.parametrize(("kind", "firm"), list(product(MAY, FIRMS)))
def test_each_document_from_each_firm(kind: str, firm: str) -> None:
    violations = judge_sender(kind, head=HEAD, sender=FIRMS[firm])
    if firm in MAY[kind]:
        assert violations == ()
    else:
        assert [v.rule.official for v in violations] == ["-10102"]


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (kinds.ORDER, "PLATFORM", ("SEN-11", "ebpCode")),
        (kinds.ORDER, "MERCHANT", ("SEN-11", "ebcCode")),
        (kinds.PAYMENT, "PAYER", ("SEN-12", "payCode")),
        (kinds.WAYBILL, "CARRIER", ("SEN-13", "logisticsCode")),
        (kinds.LIST, "BROKER", ("SEN-14", "agentCode")),
        (kinds.ARRIVAL, "ZONE", ("SEN-15", "operatorCode")),
    ],
)
def test_the_right_code_of_the_wrong_kind(kind: str, code: str, expected: tuple[str, str]) -> None:
    violations = judge_sender(kind, head=HEAD, sender=Sender(frozenset({code}), frozenset()))
    assert found(violations) == [expected]
    assert violations[0].rule.official == "-10101"
    assert violations[0].sentence().startswith(expected[1])


def test_a_merchant_may_declare_for_itself_only() -> None:
    merchant = Sender(frozenset({"MERCHANT", "91430000X"}), frozenset({"merchant"}))
    own = {**HEAD, "agentCode": "91430000X"}
    assert judge_sender(kinds.LIST, head=own, sender=merchant) == ()
    assert found(judge_sender(kinds.LIST, head={**own, "ebcCode": "OTHER"}, sender=merchant)) == [
        ("SEN-14", "agentCode")
    ]


def test_a_platform_that_is_also_the_merchant_sends_by_either() -> None:
    both = Sender(frozenset({"PLATFORM", "MERCHANT"}), frozenset({"merchant"}))
    assert judge_sender(kinds.ORDER, head=HEAD, sender=both) == ()


def test_an_empty_code_is_nobodys() -> None:
    assert found(judge_sender(kinds.PAYMENT, head={}, sender=FIRMS["payment"])) == [("SEN-02", "payCode")]


def test_the_envelope_names_the_transmitting_firm() -> None:
    assert judge_transfer({"copCode": "PAYER"}, sender=FIRMS["payment"]) == ()
    for transfer in ({"copCode": "CARRIER"}, {}):
        assert found(judge_transfer(transfer, sender=FIRMS["payment"])) == [
            ("SEN-06", "BaseTransfer.copCode")
        ]


def test_every_rule_is_official() -> None:
    assert {rule.official for rule in RULES} == {"-10101", "-10102"}
