"""Lists that wait for room in a guarantee, or for the end of a suspension or stop, are judged again."""

from collections import Counter
from datetime import datetime
from logging import getLogger
from typing import NamedTuple

from codelists.selectors import code_book
from declarations.models import ListState
from declarations.rules.flow import WAITING
from declarations.services.accept import identity_checker
from declarations.services.firms import hold_stopped, hold_suspended, name_plans
from declarations.services.judging import ACCEPT, REJECT, WAIT, Judged, fold_accounts, judge_lists
from declarations.services.standing import stand_of, write_judged
from declarations.sets.lists import held_ids
from kernel.clock import business_date
from kernel.orm.jobs import Item, advance, hold_day_run
from kernel.orm.tx import intention
from kernel.orm.wake import wake
from kernel.refusal import Conflict

log = getLogger(__name__)

JOB = "declarations.resume_waiting"
CHUNK = 500
_SELECT_TASK = "supervision.select_accepted"
_WORDS = {ACCEPT: "accepted", REJECT: "rejected", WAIT: "waiting"}


class _Done(NamedTuple):
    """How far one pass has come: the last list looked at, and how many were accepted, decided, left."""

    last: int = 0
    accepted: int = 0
    decided: int = 0
    waiting: int = 0


def resume_waiting(*, at: datetime, limit: int = CHUNK) -> int:
    """Judge again every list whose documents are there but that was held; how many went on.

    Oldest first, chunk by chunk, each in a transaction of its own; lists that others hold are left to
    the next run. Safe in two workers at once and after a kill. What is decided stands in the job run of
    the day; a minute that changes nothing writes nothing.
    """
    done = _Done()
    while _some_held(after=done.last):
        before = done
        try:
            done = _resume_chunk(done, at=at, limit=limit)
        except Conflict as busy:
            log.warning("held lists wait for the next run: %s", busy)
            break
        if done == before:
            break
    return done.accepted


def _some_held(*, after: int) -> bool:
    """Whether some list behind ``after`` misses no document but waits."""
    return ListState.objects.filter(status=WAITING, missing__gte=8, subject_id__gt=after).exists()


def _resume_chunk(so_far: _Done, *, at: datetime, limit: int) -> _Done:
    """Judge the next chunk; unchanged where there is none that nobody else holds."""
    book = code_book(on=business_date(at))
    with intention():
        run = hold_day_run(JOB, at=at)
        ids = held_ids(limit, after=so_far.last)
        if run is None or not ids:
            return so_far
        states = ListState.objects.filter(subject_id__in=ids)
        stands = {state.subject_id: stand_of(state) for state in states}
        checker = identity_checker()
        judged = list(judge_lists(ids, fresh=(), replaced={}, book=book, checker=checker).values())
        hopeful = [one for one in judged if one.action == ACCEPT]
        hopeful = hold_stopped(hold_suspended(hopeful, stands=stands, at=at), stands=stands)
        name_plans(hopeful, stands=stands, on=book.on)
        fold_accounts(hopeful, returning=(), book=book, at=at, actor_id=None)
        write_judged(judged, stands=stands, book=book, at=at, actor_id=None)
        how = Counter(_WORDS[one.action] for one in judged)
        if how["accepted"]:
            wake(_SELECT_TASK)
        decided = so_far.decided + how["accepted"] + how["rejected"]
        done = _Done(ids[-1], so_far.accepted + how["accepted"], decided, so_far.waiting + how["waiting"])
        if decided:
            # Not summed up: the run says how many waited when it decided last.
            how["waiting"] = done.waiting - run.counts.get("waiting", 0)
            advance(run, cursor=str(done.last), counts=how, items=[i for one in judged for i in _items(one)])
    return done


def _items(one: Judged) -> list[Item]:
    """One item for each reason of a rejection."""
    if one.action != REJECT:
        return []
    args = {"office": one.lst.customs_code}
    return [
        Item("list", one.lst.pre_no, "rejected", violation.rule.code, violation.path, args)
        for violation in one.violations
        if violation.refuses
    ]
