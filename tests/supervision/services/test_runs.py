"""The job runs of jobs of other rooms: what they decided by themselves stands on the page of the runs."""

from datetime import date, timedelta

from django.utils.translation import override

from bonded.services import batch_gathering
from declarations.models import ListState
from declarations.rules import flow
from declarations.services.resuming import JOB, resume_waiting
from enterprises.models import Firm, GuaranteeAccount, Suspension
from enterprises.services import suspension_job
from enterprises.services.guarantee_watch import PROOF, prove_guarantees
from enterprises.services.measures_nightly import JOB as MEASURES
from enterprises.services.measures_nightly import end_measures
from enterprises.services.suspension_job import end_suspensions
from kernel.clock import business_date
from kernel.models.jobs import JobItem, JobRun
from kernel.orm.ids import reserve
from supervision.selectors.runs import counted, items_of, run_of, runs_of_room, taken_up
from supervision.services.runs import close_past_runs
from tests.bonded.delivering import apply_for, deliver, through
from tests.office import AT, purchase, send
from tests.supervision.desk import person
from tests.supervision.services.test_green import green

LATER, DAY = AT + timedelta(hours=1), timedelta(days=1)
TAX = 6971  # of purchase(n, lines=2), in fen


def counts_of(name: str) -> dict[str, int]:
    """What the one run of the job did."""
    return dict(JobRun.objects.get(name=name).counts)


def suspension(code: str, *, number: str) -> Suspension:
    """One in force that ends an hour after AT."""
    return Suspension.objects.create(
        subject_id=reserve(1)[0],
        status=30,
        since=AT,
        number=number,
        office="4921",
        firm=Firm.objects.get(customs_code=code),
        kind="firm",
        effect="acts",
        ground="arrears",
        text="fines unpaid",
        from_at=AT - DAY,
        to_at=LATER,
        proposed_by_id=person("officer").user_id,
        proposed_at=AT - DAY,
        decided_by_id=person("chief").user_id,
        decided_at=AT - DAY,
    )


def test_lists_judged_again_leave_a_run_once_something_is_decided(office):
    """A minute without news changes nothing in it; "waiting" is a number of the moment, not a sum."""
    assert resume_waiting(at=AT) == 0
    assert not JobRun.objects.filter(name=JOB).exists()
    GuaranteeAccount.objects.update(limit_fen=0)
    for serial in (1, 2, 3):
        send(office, purchase(serial, lines=2))
    for _ in range(3):
        resume_waiting(at=LATER)
    run = JobRun.objects.get(name=JOB)
    assert (run.version, run.counts) == (JobRun().version, {})
    GuaranteeAccount.objects.update(limit_fen=TAX)
    assert resume_waiting(at=LATER, limit=2) == 1
    assert counts_of(JOB) == {"accepted": 1, "waiting": 2}
    GuaranteeAccount.objects.update(limit_fen=2 * TAX)
    assert resume_waiting(at=LATER, limit=1) == 1
    assert counts_of(JOB) == {"accepted": 2, "waiting": 1}


def test_a_list_rejected_then_is_an_item_for_its_office(office):
    """Its guarantee ended while it waited: the run says by which rule it was rejected."""
    GuaranteeAccount.objects.update(limit_fen=0)
    send(office, purchase(1, lines=2))
    GuaranteeAccount.objects.update(valid_to=business_date(AT))
    assert resume_waiting(at=LATER) == 0
    assert ListState.objects.get().status == flow.REJECTED
    assert counts_of(JOB) == {"rejected": 1, "waiting": 0}
    (item,) = items_of(JobRun.objects.get(name=JOB), actor=person("officer"))
    assert (item.subject_kind, item.outcome, item.rule_code) == ("list", "rejected", "GUA-06")
    assert not items_of(JobRun.objects.get(name=JOB), actor=person("stranger")).exists()


def test_suspensions_that_end_leave_a_run_and_all_of_them_end(office):
    """Set after set until none is left; a minute that ends nothing leaves no run."""
    codes = ("430166A001", "430166A002", "430166A003")
    made = [suspension(code, number=f"SU{n}") for n, code in enumerate(codes)]
    assert end_suspensions(at=AT) == 0
    assert not JobRun.objects.filter(name=suspension_job.JOB).exists()
    assert end_suspensions(at=LATER, limit=2) == 3
    assert end_suspensions(at=LATER) == 0
    assert counts_of(suspension_job.JOB) == {"ended": 3}
    run = run_of("suspensions", day=business_date(AT).isoformat(), part=1)
    assert run is not None
    items = items_of(run, actor=person("officer"))
    assert sorted(items.values_list("subject_no", flat=True)) == [one.number for one in made]
    assert not items_of(run, actor=person("stranger")).exists()


def test_measures_and_guarantees_leave_their_run(office):
    green("430166A001", valid_to=date(2026, 5, 3))
    assert end_measures(at=AT).expired == 1
    assert counts_of(MEASURES) == {"expired": 1}
    assert JobItem.objects.get(run__name=MEASURES).subject_no == "GR430166A001"
    GuaranteeAccount.objects.update(limit_fen=7)
    assert prove_guarantees(at=AT) == 1
    assert counts_of(PROOF) == {"proven": GuaranteeAccount.objects.count(), "contradictions": 1}
    assert {counted(run).job for run in runs_of_room()} == {"measures", "guarantees"}
    assert close_past_runs(at=AT) == 0
    assert close_past_runs(at=AT + DAY) == 2


def test_the_jobs_of_the_bonded_zone_say_what_they_did_and_lead_to_the_documents(office):
    row = apply_for(office)
    doc = through(deliver(office, row, (1, "10")), qty="4")
    after = AT + timedelta(days=60)
    dry = batch_gathering.preview_due(at=after)
    batch_gathering.gather_due(at=after)
    real = JobRun.objects.get(name=batch_gathering.JOB)
    assert {dry, real} <= set(runs_of_room())
    shown = counted(dry)
    assert run_of(shown.job, day=shown.day, part=int(shown.part)) == dry
    assert [key for key, _label, _n in shown.counts] == ["would_gather", "would_close"]
    with override("en"):
        said = {item.outcome: taken_up(item) for item in items_of(real, actor=person("officer"))}
    assert said["gathered"] == "gathered"
    assert doc.number in said["closed"] and "%" not in said["closed"]
