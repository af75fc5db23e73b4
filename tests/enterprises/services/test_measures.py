"""The catalogue: laid in once, rewritten by chiefs as new versions, withdrawn with a reason."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from enterprises.models import Measure, MeasureText
from enterprises.rules.measures import Words
from enterprises.selectors.grants import catalogue, measure_entry
from enterprises.services.measures import (
    NewMeasure,
    load_catalogue,
    publish_measure,
    rewrite_measure,
    withdraw_measure,
)
from kernel.refusal import Conflict, Refused

pytestmark = pytest.mark.usefixtures("office")

WORDS = Words("新措施", "A new measure", "说明", "What it is", "公告", "Announcement")


def refused(call):
    with pytest.raises(Refused) as caught:
        call()
    return [violation.rule.code for violation in caught.value.violations]


def test_the_nine_measures_are_laid_in_once(office, at):
    made = load_catalogue(at=at)
    assert (made.measures, made.texts) == (9, 9)
    assert tuple(load_catalogue(at=at)) == (0, 0)
    entries = catalogue()
    assert [entry.measure.code for entry in entries][:4] == [
        "coordinator", "reservation", "tailored_plan", "green_channel",
    ]  # fmt: skip
    access = {entry.measure.code: entry.measure.access for entry in entries}
    assert access["no_presence"] == access["reservation"] == access["coordinator"] == "rule"
    assert access["guarantee_release"] == access["batch_delivery"] == "application"
    assert access["green_channel"] == access["tailored_plan"] == "grant"
    assert all(entry.by_portal for entry in entries)


def test_a_text_that_the_office_rewrote_is_left_alone(actor, at):
    load_catalogue(at=at)
    rewrite_measure(actor=actor("chief"), code="no_presence", version=1, words=WORDS, at=at)
    assert tuple(load_catalogue(at=at)) == (0, 0)
    entry = measure_entry("no_presence")
    assert entry is not None
    assert (entry.text.version, entry.text.title_en, entry.by_portal) == (2, "A new measure", False)
    assert MeasureText.objects.filter(measure=entry.measure).count() == 2


def test_a_shipped_text_that_changes_becomes_a_version(office, at, monkeypatch, tmp_path):
    from enterprises.services import measures

    load_catalogue(at=at)
    changed = tmp_path / "measures.csv"
    changed.write_text(
        measures.DATA.read_text().replace("Internet + Customs: everything", "On line: everything")
    )
    monkeypatch.setattr(measures, "DATA", changed)
    assert tuple(load_catalogue(at=at)) == (0, 1)
    entry = measure_entry("internet_customs")
    assert entry is not None
    assert (entry.text.version, entry.by_portal) == (2, True)
    assert entry.text.title_en.startswith("On line")


def test_only_a_chief_publishes_and_only_in_both_languages(actor, at):
    wanted = NewMeasure("night_shift", "application", "zone", WORDS)
    assert refused(lambda: publish_measure(actor=actor("officer"), wanted=wanted, at=at)) == ["SUS-17"]
    half = wanted._replace(words=WORDS._replace(text_zh=""))
    assert refused(lambda: publish_measure(actor=actor("chief"), wanted=half, at=at)) == ["MEA-03"]
    bad = wanted._replace(code="Night Shift")
    assert refused(lambda: publish_measure(actor=actor("chief"), wanted=bad, at=at)) == ["MEA-01"]
    assert not Measure.objects.exists()
    publish_measure(actor=actor("chief"), wanted=wanted, at=at)
    assert refused(lambda: publish_measure(actor=actor("chief2"), wanted=wanted, at=at)) == ["MEA-02"]
    entry = measure_entry("night_shift")
    assert entry is not None
    assert (entry.measure.office, entry.by_portal) == ("4921", False)


def test_two_chiefs_do_not_overwrite_each_other(actor, at):
    load_catalogue(at=at)
    rewrite_measure(actor=actor("chief"), code="no_presence", version=1, words=WORDS, at=at)
    with pytest.raises(Conflict):
        rewrite_measure(actor=actor("chief2"), code="no_presence", version=1, words=WORDS, at=at)
    same = refused(
        lambda: rewrite_measure(actor=actor("chief2"), code="no_presence", version=2, words=WORDS, at=at)
    )
    assert same == ["MEA-20"]
    assert MeasureText.objects.filter(measure__code="no_presence").count() == 2


def test_withdrawing_says_why_and_is_final(actor, at):
    load_catalogue(at=at)
    chief = actor("chief")
    assert refused(lambda: withdraw_measure(actor=chief, code="no_presence", reason=" ", at=at)) == ["MEA-05"]
    withdraw_measure(actor=chief, code="no_presence", reason="The announcement has lapsed", at=at)
    assert "no_presence" not in {entry.measure.code for entry in catalogue()}
    entry = measure_entry("no_presence")
    assert entry is not None
    assert entry.measure.withdrawn_reason == "The announcement has lapsed"
    again = refused(lambda: withdraw_measure(actor=chief, code="no_presence", reason="Again, please", at=at))
    assert again == ["MEA-04"]
    assert tuple(load_catalogue(at=at)) == (0, 0)


def test_a_version_is_never_changed_and_a_withdrawal_never_without_a_reason(office, at):
    load_catalogue(at=at)
    with pytest.raises(DatabaseError), transaction.atomic():
        MeasureText.objects.update(title_en="Changed")
    with pytest.raises(IntegrityError), transaction.atomic():
        Measure.objects.filter(code="no_presence").update(withdrawn_at=at)
