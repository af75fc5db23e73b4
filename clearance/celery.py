"""The Celery application: how work is queued, kept safe and timed. The whole timetable stands here."""

import os
from datetime import timedelta
from typing import Any

from celery import Celery
from celery.schedules import crontab
from kombu.entity import Queue

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")

# People wait for "interactive"; files and batches go to "bulk"; beat fills "timetable".
QUEUES = ("interactive", "bulk", "timetable")


def _entry(task: str, schedule: timedelta | crontab, *, expires: int) -> dict[str, Any]:
    """One line of the timetable; a run that nobody could start within ``expires`` seconds is left out."""
    return {"task": task, "schedule": schedule, "options": {"queue": "timetable", "expires": expires}}


# Sweeps find what a lost wake-up left lying; each may run twice, or beside itself.
TIMETABLE = {
    "select accepted lists": _entry("supervision.select_accepted", timedelta(seconds=10), expires=10),
    "reject lists that waited too long": _entry(
        "supervision.reject_overdue_lists", timedelta(minutes=1), expires=60
    ),
    "end claims whose time is over": _entry("supervision.expire_leases", timedelta(minutes=1), expires=60),
    "find uploads left behind": _entry("declarations.sweep_uploads", timedelta(minutes=1), expires=60),
    "judge held lists again": _entry("declarations.resume_waiting", timedelta(minutes=1), expires=60),
    "hand over claims of the absent": _entry("supervision.move_claims", timedelta(minutes=5), expires=300),
    "remind of authorities that end": _entry(
        "enterprises.warn_ending_authorities", crontab(hour=6, minute=20), expires=3600
    ),
    "deliver the outbox": _entry("clearance.tasks.deliver_outbox", timedelta(seconds=10), expires=10),
    "tell firms what became of their lists": _entry(
        "declarations.tell_firms", timedelta(minutes=1), expires=60
    ),
    "forget old notices": _entry("enterprises.forget_notices", crontab(hour=3, minute=50), expires=3600),
    "begin absences": _entry("enterprises.begin_absences", timedelta(minutes=1), expires=60),
    "look for firms without a coordinator": _entry(
        "enterprises.check_coordinators", crontab(hour=6, minute=10), expires=3600
    ),
    "remind of documents that run out": _entry(
        "enterprises.remind_documents", crontab(hour=6, minute=40), expires=3600
    ),
    "end grants and plans whose days are over": _entry(
        "enterprises.end_measures", crontab(hour=0, minute=20), expires=3600
    ),
    "check the green channel": _entry(
        "enterprises.check_green_channel", crontab(hour=0, minute=40), expires=3600
    ),
    "audit every night": _entry("clearance.tasks.audit", crontab(hour=2, minute=30), expires=3600),
    "forget old sessions": _entry(
        "clearance.tasks.forget_sessions", crontab(hour=3, minute=40), expires=3600
    ),
    "end suspensions": _entry("enterprises.end_suspensions", timedelta(minutes=1), expires=60),
    "bring late difficulties before the chief": _entry(
        "enterprises.escalate_difficulties", crontab(minute="*/15"), expires=600
    ),
    "close difficulties met with silence": _entry(
        "enterprises.close_silent_difficulties", crontab(hour=1, minute=20), expires=3600
    ),
    "keep the weekly ageing report": _entry(
        "enterprises.weekly_ageing", crontab(day_of_week="mon", hour=8, minute=0), expires=3600
    ),
    "warn before guarantees run out": _entry("enterprises.warn_guarantees", crontab(minute=10), expires=1800),
    "warn of lots that fall due": _entry("bonded.warn_of_lots", crontab(hour=6, minute=0), expires=3600),
    "draft centralised declarations": _entry(
        "declarations.draft_entries", timedelta(minutes=10), expires=600
    ),
    "finish released declarations without tax": _entry(
        "declarations.finish_entries", timedelta(minutes=5), expires=300
    ),
    "answer in messages of the zone system": _entry("bonded.answer", timedelta(seconds=10), expires=10),
    "find bulk files left behind": _entry("bonded.sweep_bulk", timedelta(minutes=1), expires=60),
    "prove guarantees every night": _entry(
        "enterprises.prove_guarantees", crontab(hour=2, minute=50), expires=3600
    ),
    "gather released lists that wait": _entry("bonded.gather_parcels", crontab(minute=5), expires=1800),
    "tell of lists that have not left": _entry(
        "bonded.late_parcels", crontab(hour=5, minute=30), expires=3600
    ),
    "gather batch deliveries": _entry("bonded.gather_batches", crontab(hour=0, minute=30), expires=3600),
    "watch deadlines of deliveries": _entry(
        "bonded.watch_deliveries", crontab(hour=6, minute=30), expires=3600
    ),
}

app = Celery("clearance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    timezone="Asia/Shanghai",
    enable_utc=True,
    task_queues=[Queue(name) for name in QUEUES],
    task_default_queue="interactive",
    beat_schedule=TIMETABLE,
    task_serializer="json",
    accept_content=["json"],
    # Results live in job rows, not in the broker.
    task_ignore_result=True,
    # A killed worker's task comes back: acknowledged after the work, one task fetched at a time.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_cancel_long_running_tasks_on_connection_loss=True,
    broker_connection_retry_on_startup=True,
    # Unacknowledged tasks are looked for every 5 s (kombu's own pace is 100 s); a task must end
    # within the visibility timeout, or a second worker starts it.
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    },
    task_time_limit=840,
    task_soft_time_limit=780,
    worker_hijack_root_logger=False,
)
app.autodiscover_tasks()
