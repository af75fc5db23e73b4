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
    "audit every night": _entry("clearance.tasks.audit", crontab(hour=2, minute=30), expires=3600),
    "forget old sessions": _entry(
        "clearance.tasks.forget_sessions", crontab(hour=3, minute=40), expires=3600
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
