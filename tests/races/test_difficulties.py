"""Two officers answer the same difficulty at the same moment; two workers run the same job."""

import pytest
from django.core.management import call_command
from django.test.utils import override_settings

from enterprises.models import Difficulty, DifficultyEscalation, DifficultyEvent, DifficultyNote, User
from enterprises.selectors import actor_of_user
from enterprises.services import difficulties_work as customs_side
from enterprises.services.demo import make_demo_office
from enterprises.services.difficulties import Draft, raise_difficulty
from enterprises.services.difficulties_jobs import close_silent, escalate_late
from kernel.refusal import Conflict
from tests.office import AT
from tests.races.threads import at_once

DRAFT = Draft("Lists wait", "Since Monday lists wait for hours.", "declaration", "normal", "page")


@pytest.fixture
def people(transactional_db):
    for name in ("offices", "parameters", "calendar"):
        call_command("load_codelists", "--list", name, verbosity=0)
    with override_settings(PORTAL_DEMO=True):
        make_demo_office(at=AT)
    names = ("shop", "officer", "officer2", "coordinator", "chief")
    return {n: actor_of_user(User.objects.get(email=f"{n}@demo.example"), at=AT) for n in names}


def in_hand(people):
    number = raise_difficulty(actor=people["shop"], draft=DRAFT, at=AT).number
    customs_side.triage(
        actor=people["officer"], number=number, triage="simple", urgency="normal", team_id=None, at=AT
    )
    return number


def test_of_four_answers_at_once_one_counts(people):
    number = in_hand(people)
    answers = at_once(
        [
            lambda who=who: customs_side.answer(actor=people[who], number=number, text=who, at=AT)
            for who in ("officer", "officer2", "coordinator", "chief")
        ]
    )
    assert sum(isinstance(said, Conflict) for said in answers) == 3
    assert DifficultyEvent.objects.filter(verb="answer").count() == 1
    assert DifficultyNote.objects.filter(kind="answer").count() == 1


def test_two_workers_escalate_and_close_once(people):
    for _ in range(5):
        in_hand(people)
    done = in_hand(people)
    customs_side.answer(actor=people["officer"], number=done, text="So.", at=AT)
    later = AT.replace(day=29)
    brought = at_once([lambda: escalate_late(at=later, limit=2)] * 3)
    assert sum(n for n in brought if isinstance(n, int)) == 5
    assert DifficultyEscalation.objects.count() == 5
    closed = at_once([lambda: close_silent(at=later)] * 3)
    assert sum(n for n in closed if isinstance(n, int)) == 1
    assert Difficulty.objects.get(number=done).closed_how == "silence"
