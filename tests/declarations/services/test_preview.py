"""The preview: the real rules on what has been typed so far, and nothing written."""

from decimal import Decimal

from declarations.models import BuyerYear, Draft, ImportList, InboxMessage
from declarations.selectors.defaults import starting_content
from declarations.selectors.drafts import Content
from declarations.services.preview import preview_list
from tests.declarations.services.test_drafts import content
from tests.office import AT, purchase, rule_codes, send


def preview(office, what):
    return preview_list(what, actor=office.broker, at=AT)


def test_tax_and_value_are_those_that_acceptance_gives(office):
    """The numbers of test_accept: value 766.00, VAT 69.71 (9.1 %)."""
    seen = preview(office, content(purchase(1, lines=2)))
    assert seen.value == Decimal("766") and seen.limit == Decimal(5000)
    assert seen.assessment.total.quantize(Decimal("0.01")) == Decimal("69.71")
    assert [line.total is not None for line in seen.lines] == [True, True]
    assert (seen.missing, seen.findings, seen.is_over, seen.regime.full) == (0, (), False, False)
    assert not any(m.objects.exists() for m in (ImportList, InboxMessage, Draft, BuyerYear))


def test_an_empty_form_counts_what_is_missing_and_finds_nothing_else(office):
    seen = preview(office, starting_content(office.broker, at=AT))
    assert seen.missing > 20 and seen.findings == () and seen.lines[0].tax is None
    assert seen.assessment.total == 0


def test_half_a_line_is_not_taxed_nor_scolded(office):
    what = content(purchase(1, lines=2))
    what.lines[1].update(price="", totalPrice="50", qty="")
    seen = preview(office, what)
    assert seen.findings == () and seen.missing == 2
    assert seen.lines[0].tax is not None and seen.lines[1].tax is None


def test_malformed_and_wrong_values_are_found_where_they_stand(office):
    what = content(purchase(1), netWeight="9999", declTime="20991231", freight="x")
    what.lines[0]["gcode"] = "0000000000"
    found = sorted((v.path, v.rule.code) for v in preview(office, what).findings)
    assert found == [
        ("declTime", "CON-11"),
        ("freight", "MSG-09"),
        ("lines[1].gcode", "LIS-14"),
        ("lines[1].gcode", "POS-01"),
        ("lines[1].gcode", "TAX-01"),
        ("netWeight", "LIS-07"),
    ]


def test_the_limit_at_and_one_fen_over(office):
    def priced(price, qty):
        what = content(purchase(1), freight="0")
        what.lines[0].update(price=price, qty=qty, totalPrice=price, qty1="1")
        return preview(office, what)

    at_limit, over = priced("5000", "1"), priced("5000.01", "1")
    assert (at_limit.is_over, at_limit.regime.full, at_limit.regime.violations) == (False, False, ())
    assert (over.is_over, over.regime.full, over.regime.violations) == (True, True, ())
    divisible = content(purchase(1), freight="0")
    divisible.lines[0].update(price="2500.01", qty="2", totalPrice="5000.02")
    assert rule_codes(preview(office, divisible).regime.violations) == ["LIM-01"]


def test_the_buyers_year_is_not_told(office):
    """What the person bought before changes nothing in a preview."""
    one, two = purchase(1, buyer=1), purchase(2, buyer=1)
    before = preview(office, content(two))
    send(office, one)
    assert BuyerYear.objects.get().used > 0
    assert preview(office, content(two)) == before


def test_no_lines_at_all(office):
    what = content(purchase(1))
    seen = preview(office, Content(what.head, ()))
    assert seen.lines == () and seen.value == Decimal(what.head["freight"])
