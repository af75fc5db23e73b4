"""The audit of this room: each contradiction is found, and a real office has none."""

import pytest
from django.test.utils import override_settings

from clearance.audit import problems
from enterprises.models import Attachment, Notice, NoticeCopy, StandingDocument, StandingDocumentEvent
from enterprises.rules import flow
from enterprises.selectors import audit_enterprises
from enterprises.selectors.audit import ATTACHED_TO, FILES, statuses_without_event
from enterprises.selectors.viewers import VIEWERS
from enterprises.services import demo_difficulties, demo_guarantees, demo_trust
from enterprises.services.standing import confirm_document, file_document
from kernel.models.base import Event, State
from tests.enterprises.conftest import AT
from tests.enterprises.newcomers import upload
from tests.enterprises.services.test_standing import PAPER


@pytest.fixture
def document(actor) -> StandingDocument:
    """A document that was filed, with its attachment and the notices about it."""
    number = file_document(PAPER, uploads=[upload()], actor=actor("shop"), at=AT)
    return StandingDocument.objects.get(number=number)


def test_what_services_wrote_agrees(document, actor):
    confirm_document(document.number, actor=actor("officer"), at=AT)
    assert audit_enterprises() == []


def test_the_demo_agrees(office):
    with override_settings(PORTAL_DEMO=True):
        for topic in (demo_trust, demo_guarantees, demo_difficulties):
            topic.make(at=AT)
    assert audit_enterprises() == []


def test_a_status_that_no_event_led_to_is_found(document):
    column = "status"
    StandingDocument.objects.update(**{column: flow.STANDING_CONFIRMED})
    assert audit_enterprises() == [
        f"standing document {document.number}: status {flow.STANDING_CONFIRMED}, "
        f"the newest event says {flow.STANDING_FILED}"
    ]
    assert any(document.number in line for line in problems())


def test_only_the_newest_event_counts(document, actor):
    confirm_document(document.number, actor=actor("officer"), at=AT)
    StandingDocumentEvent.objects.create(
        subject_id=document.pk, verb="file", source=None, target=flow.STANDING_FILED, at=AT
    )
    assert len(statuses_without_event()) == 1


def test_a_file_without_any_event_is_found(document):
    StandingDocument.objects.create(
        subject_id=document.pk + 1,
        status=flow.STANDING_FILED,
        since=AT,
        number="SD1",
        firm=document.firm,
        kind=document.kind,
        document_no="2",
        valid_from=document.valid_from,
        valid_to=document.valid_to,
        filed_by=document.filed_by,
        filed_at=AT,
    )
    assert audit_enterprises() == [
        f"standing document SD1: status {flow.STANDING_FILED}, the newest event says None"
    ]


def test_an_attachment_of_nothing_is_found(document):
    found = Attachment.objects.get()
    said = f"attachment {found.number} of standing_document {document.number}: its subject is not there"
    Attachment.objects.update(subject_id=document.pk + 1)
    assert audit_enterprises() == [said]
    Attachment.objects.update(subject_id=document.pk, subject_kind="dream")
    assert audit_enterprises() == [said.replace("standing_document", "dream")]


def test_a_notice_without_a_reader_is_found(document):
    notice = Notice.objects.order_by("id")[0]
    NoticeCopy.objects.filter(notice=notice).delete()
    assert audit_enterprises() == [f"notice {notice.number} ({notice.kind}) has no reader"]


def test_every_flow_and_every_kind_of_attachment_is_looked_at(db, django_assert_num_queries):
    ours = [one for one in State.__subclasses__() if one.__module__.startswith("enterprises.models")]
    events = [one for one in Event.__subclasses__() if one.__module__.startswith("enterprises.models")]
    assert {state for state, _event in FILES} == set(ours) and {event for _s, event in FILES} == set(events)
    assert ATTACHED_TO.keys() == VIEWERS.keys()
    with django_assert_num_queries(len(FILES)):
        statuses_without_event()
