"""``manage.py demo_firms``: fill the demo office with what firms and officers have done."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from enterprises.services import (
    demo_coordination,
    demo_difficulties,
    demo_guarantees,
    demo_measures,
    demo_people,
    demo_registration,
    demo_trust,
)
from kernel import clock
from kernel.refusal import Refused
from kernel.web.findings import findings

# In this order: who there is, how far they are trusted, what they were granted, what they ask for. A visit
# raises a difficulty of its own, so those that are made by themselves come before.
TOPICS = {
    "people": demo_people.make,
    "trust": demo_trust.make,
    "measures": demo_measures.make,
    "guarantees": demo_guarantees.make,
    "difficulties": demo_difficulties.make,
    "coordination": demo_coordination.make,
    "registration": demo_registration.make,
}


class Command(BaseCommand):
    """Makes what is missing of every topic; a second run makes nothing."""

    help = "Fill the demo office with the work of firms and officers (only with PORTAL_DEMO=1)."

    def handle(self, *args: object, **options: object) -> None:
        """Make it, topic by topic."""
        if not settings.PORTAL_DEMO:
            raise CommandError("The demo office exists only with PORTAL_DEMO=1.")
        at = clock.now()
        for topic, make in TOPICS.items():
            try:
                made = make(at=at)
            except Refused as refusal:
                sentences = "; ".join(one.sentence for one in findings(refusal))
                raise CommandError(f"{topic}: {sentences}") from refusal
            self.stdout.write(f"{topic}: {made} new")
