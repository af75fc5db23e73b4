"""Gate passes as worked examples: types and their papers, binding modes, weights, quantities."""

from decimal import Decimal as D

import pytest

from bonded.rules.gate_passes import (
    Paper,
    PaperLine,
    PassDraft,
    WantedLine,
    judge_form,
    judge_papers,
    judge_passing,
    judge_weights,
    rest_of,
    weights_of,
)
from bonded.rules.passages import Carried
from tests.office import rule_codes

QD, CK = "QD492126E000000001", "CK492126E000000001"
LINE = WantedLine(QD, 1, D(4), D(40), D(36))
DRAFT = PassDraft("HF-1", "3", "E", "湘A12345", "2", lines=(LINE,))


def paper(number=QD, *, kind="1", on_pass="0", **changes):
    """An approved paper with one line of four pieces."""
    line = PaperLine(11, 7, "米粉", "122", Carried(D(4), D(on_pass), D(0)), D(40), D(36))
    return Paper(kind, 1, number, 30, "E", 5, "4921", {1: line}, inv_type="0")._replace(**changes)


def form_codes(**changes):
    return rule_codes(judge_form(DRAFT._replace(**changes)))


def paper_codes(one, **changes):
    return rule_codes(judge_papers(DRAFT._replace(**changes), papers={one.number: one}))


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"kind": "2"}, []),
        ({"kind": "7"}, ["PAS-01"]),
        ({"kind": "1", "bill_no": "BL1", "lines": ()}, []),
        ({"kind": "1", "bill_no": "", "lines": ()}, ["PAS-20"]),
        ({"kind": "1", "bill_no": "BL1"}, ["PAS-02"]),
        ({"bill_no": "BL1"}, ["PAS-02"]),
        ({"kind": "5", "bind": "", "lines": (), "goods_note": "饮用水 20 箱"}, []),
        ({"kind": "5", "bind": "", "lines": ()}, ["PAS-19"]),
        ({"kind": "5", "goods_note": "水", "bind": ""}, ["PAS-03"]),
        ({"kind": "6", "bind": "", "lines": ()}, []),
        ({"kind": "6", "bind": "1", "lines": ()}, ["PAS-03"]),
        ({"kind": "6", "bind": "", "lines": (), "bill_no": "BL1"}, ["PAS-03"]),
        ({"bind": ""}, ["PAS-04"]),
        ({"lines": ()}, ["PAS-18"]),
        ({"own_no": " "}, ["PAS-21"]),
        ({"container_no": "TGHU123456"}, ["PAS-25"]),
        ({"container_no": "TGHU1234567"}, []),
        ({"lines": (LINE, LINE)}, ["PAS-23"]),
        ({"lines": (LINE._replace(qty=D(0)),)}, ["PAS-24"]),
        ({"lines": (LINE._replace(net_kg=D(41)),)}, ["PAS-15"]),
    ],
)
def test_each_type_names_what_it_must_and_nothing_else(changes, codes):
    """gate_pass_required_related: 1 a bill, 2 and 3 inventories, 4 in/out documents, 5 and 6 nothing."""
    assert form_codes(**changes) == codes


@pytest.mark.parametrize(("bind", "codes"), [("1", []), ("2", ["PAS-05"]), ("3", ["PAS-05"])])
def test_only_one_vehicle_with_many_documents_names_two(bind, codes):
    assert form_codes(bind=bind, lines=(LINE, LINE._replace(paper_no=CK))) == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"status": 20}, ["PAS-09"]),
        ({"direction": "I"}, ["PAS-08"]),
        ({"kind": "2"}, ["PAS-02"]),
        ({"inv_type": "1"}, ["PAS-11"]),
        ({"inv_type": "3"}, ["PAS-11"]),
        ({"inv_type": "6"}, ["PAS-11"]),
        ({"inv_type": "8"}, []),
        ({"binds": ("3",)}, ["PAS-06"]),
        ({"lines": {}}, ["GAT-03"]),
    ],
)
def test_each_fault_of_a_paper_is_named(changes, codes):
    assert paper_codes(paper(**changes)) == codes


def test_a_paper_that_the_firm_does_not_have_is_unknown():
    assert rule_codes(judge_papers(DRAFT, papers={})) == ["PAS-10"]


def test_one_paper_rides_whole_and_many_vehicles_share_the_rest():
    """Four pieces, three of them on a lorry: one-one refuses the rest, one-many takes it, no more."""
    three = DRAFT._replace(lines=(LINE._replace(qty=D(3)),))
    assert rule_codes(judge_papers(three, papers={QD: paper()})) == ["PAS-07"]
    shared = three._replace(bind="3")
    assert judge_papers(shared, papers={QD: paper()}) == ()
    second = paper(on_pass="3", binds=("3",))
    assert rule_codes(judge_papers(shared, papers={QD: second})) == ["GAT-01"]
    one = shared._replace(lines=(LINE._replace(qty=D(1)),))
    assert judge_papers(one, papers={QD: second}) == ()
    assert rule_codes(judge_papers(one._replace(bind="1"), papers={QD: second})) == ["PAS-06"]


def test_papers_of_a_pass_belong_together():
    other = paper(CK, firm_id=6)
    draft = DRAFT._replace(bind="1", lines=(LINE, LINE._replace(paper_no=CK)))
    assert rule_codes(judge_papers(draft, papers={QD: paper(), CK: other})) == ["PAS-12"]


def weight_codes(tare="8000", frame="0", **changes):
    draft = DRAFT._replace(**changes)
    weights = weights_of(draft, tare_kg=D(tare), frame_kg=D(frame))
    return rule_codes(judge_weights(draft, weights=weights, tare_kg=D(tare), frame_kg=D(frame)))


def test_the_weights_that_are_left_open_are_the_record_and_the_lines():
    """8,000 kg lorry, 900 kg frame, 2,200 kg container, 40 kg goods: 11,140 kg."""
    draft = DRAFT._replace(container_kg=D(2200))
    weights = weights_of(draft, tare_kg=D(8000), frame_kg=D(900))
    assert weights == (D(8000), D(900), D(2200), D(40), D(36), D(11140))
    assert weights.sum == weights.total


@pytest.mark.parametrize(
    ("total", "codes"),
    [("8040", []), ("8040.01", []), ("8039.99", []), ("8040.02", ["PAS-13"]), ("8039.98", ["PAS-13"])],
)
def test_the_total_is_the_sum_within_a_hundredth(total, codes):
    """totalWt = vehicleWt + vehicleFrameWt + containerWt + totalGrossWt."""
    assert weight_codes(total_kg=D(total)) == codes


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"gross_kg": D("41")}, ["PAS-14"]),
        ({"net_kg": D("40.5")}, ["PAS-15"]),
        ({"vehicle_kg": D("7900")}, ["PAS-17"]),
        ({"frame": "900", "frame_kg": D("800")}, ["PAS-17"]),
        ({"kind": "6", "lines": (), "gross_kg": D(1)}, ["PAS-16"]),
        ({"kind": "6", "lines": ()}, []),
        ({"kind": "5", "lines": (), "goods_note": "水"}, ["PAS-18"]),
        ({"kind": "5", "lines": (), "goods_note": "水", "gross_kg": D(20)}, []),
    ],
)
def test_each_fault_of_a_weight_is_named(changes, codes):
    assert weight_codes(**changes) == codes


def test_a_new_pass_begins_with_what_is_on_none_and_its_share_of_the_weight():
    assert rest_of(paper(on_pass="1")) == (WantedLine(QD, 1, D(3), D(30), D(27)),)
    assert rest_of(paper(on_pass="4")) == ()


def test_who_is_looked_at_by_an_officer():
    assert judge_passing(good=True, routed=False) == ()
    assert rule_codes(judge_passing(good=False, routed=True)) == ["PAS-27", "PAS-28"]
