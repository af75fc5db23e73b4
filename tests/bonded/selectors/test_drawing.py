"""The draw of papers for an officer: the paper's own, spread, and not to be foretold without the key."""

from decimal import Decimal as D

from bonded.selectors import drawing
from bonded.selectors.drawing import draw_of
from kernel.crypto import keyed_hash

NUMBERS = [f"SB492126A{n:09d}" for n in range(400)]


def test_the_draw_is_the_paper_s_own_and_spread():
    drawn = [draw_of(number) for number in NUMBERS]
    assert drawn == [draw_of(number) for number in NUMBERS]
    assert 60 < sum(one < D("0.25") for one in drawn) < 140


def test_another_key_draws_other_papers(monkeypatch):
    before = [draw_of(number) for number in NUMBERS]
    monkeypatch.setattr(drawing, "personal_hash", lambda text: keyed_hash(b"k" * 32, text))
    assert [draw_of(number) for number in NUMBERS] != before
