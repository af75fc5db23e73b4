"""The machine doors: messages in as XML, receipts out as XML, the standing of one list as JSON."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, parser_classes, throttle_classes
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from declarations.messages.receipts import receipts_document
from declarations.selectors import case_documents, list_by_pre_no, receipts_after
from declarations.selectors.words import shown
from declarations.services.filing import DocumentResult, MessageResult
from declarations.services.receive import receive_messages
from enterprises.facts import Actor
from kernel import clock
from kernel.orm.feeds import Cursor
from kernel.refusal import Conflict, Refused, Violation
from kernel.web.findings import findings
from kernel.web.machines import Busy, FindingShape, NotAllowed, RawXml
from kernel.web.machines import TokenThrottle as TokenThrottle

MOST_RECEIPTS = 500


class DocumentShape(serializers.Serializer[Any]):
    """What became of one document."""

    position = serializers.IntegerField()
    code = serializers.CharField()
    key = serializers.CharField(allow_blank=True)
    outcome = serializers.ChoiceField(choices=["stored", "refused", "repeated", "not_served"])
    pre_no = serializers.CharField(allow_blank=True)
    findings = FindingShape(many=True)


class MessageShape(serializers.Serializer[Any]):
    """What became of one message; ``repeated``: the very same bytes were taken before."""

    message = serializers.CharField()
    code = serializers.CharField(allow_blank=True)
    guid = serializers.CharField(allow_blank=True)
    repeated = serializers.BooleanField()
    documents = DocumentShape(many=True)
    findings = FindingShape(many=True)


class ListShape(serializers.Serializer[Any]):
    """Where a list stands; ``missing`` names the documents it waits for."""

    pre_no = serializers.CharField()
    invt_no = serializers.CharField(allow_blank=True)
    revision = serializers.IntegerField()
    status = serializers.IntegerField()
    since = serializers.DateTimeField()
    missing = serializers.ListField(child=serializers.CharField())
    findings = FindingShape(many=True)


@extend_schema(
    operation_id="send_message",
    summary="Send one CEB message (311, 411, 511 or 621, up to 100 documents)",
    request={"application/xml": OpenApiTypes.BINARY},
    responses={202: MessageShape, 403: OpenApiResponse(description="Not a firm's token"),
               409: OpenApiResponse(description="Busy; send again"),
               413: OpenApiResponse(description="Too large"),
               429: OpenApiResponse(description="Too many messages of this token; see Retry-After")},
)  # fmt: skip
@api_view(["POST"])
@parser_classes([RawXml])
@throttle_classes([TokenThrottle])
def messages(request: Request) -> Response:
    """Read, check and store at once; match and decision follow, and are told by receipts."""
    raw: Any = request.data
    raw = raw if isinstance(raw, bytes) else b""
    if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return Response({"detail": _("The message is too large; send it in parts.")}, status=413)
    try:
        (result,) = receive_messages([raw], actor=_actor(request), channel="api", at=clock.now())
    except Refused as refusal:
        raise NotAllowed("; ".join(f.sentence for f in findings(refusal))) from None
    except Conflict as conflict:
        raise Busy(findings(conflict)[0].sentence) from None
    return Response(MessageShape(_message(result)).data, status=202)


@extend_schema(
    operation_id="read_receipts",
    summary="Receipts after a cursor, in the order they became visible",
    parameters=[
        OpenApiParameter("after", str, description="`next` of the last answer; empty for the beginning"),
        OpenApiParameter("limit", int, description=f"at most {MOST_RECEIPTS}"),
    ],
    responses={(200, "application/xml"): OpenApiTypes.STR, 400: OpenApiResponse(description="Bad cursor")},
)
@api_view(["GET"])
def receipts(request: Request) -> HttpResponse:
    """CEB312, 412, 512, 622 and 900 messages inside ``<Receipts next="…">``; read again from ``next``."""
    actor = _actor(request)
    try:
        cursor = Cursor.decode(request.query_params.get("after", ""))
        limit = min(max(int(request.query_params.get("limit", MOST_RECEIPTS)), 1), MOST_RECEIPTS)
    except ValueError:
        raise ValidationError(
            _("after must be the `next` of an earlier answer, limit a whole number.")
        ) from None
    rows, ahead = receipts_after(actor.firm_id or 0, cursor=cursor, limit=limit)
    body = receipts_document([(row.code, row.elements) for row in rows], after=ahead.encode())
    return HttpResponse(body, content_type="application/xml; charset=utf-8")


@extend_schema(
    operation_id="read_list",
    summary="Where one import list stands",
    responses={200: ListShape, 404: OpenApiResponse(description="No such list for this firm")},
)
@api_view(["GET"])
def list_status(request: Request, pre_no: str) -> Response:
    """Status, what it waits for and the findings of its last judgement."""
    lst = list_by_pre_no(pre_no, actor=_actor(request))
    if lst is None:
        raise NotFound(_("There is no list with this number for your firm."))
    case = case_documents(lst.id, actor=_actor(request))
    standing = {
        "pre_no": lst.pre_no,
        "invt_no": case.state.invt_no,
        "revision": lst.revision,
        "status": case.state.status,
        "since": case.state.since,
        "missing": [side.name for side in case.sides if side.missing],
        "findings": shown(case.findings),
    }
    return Response(ListShape(standing).data)


def _actor(request: Request) -> Actor:
    """The firm's program behind the token."""
    actor: Any = request.auth
    assert isinstance(actor, Actor)
    return actor


def _message(result: MessageResult) -> dict[str, Any]:
    return {
        "message": str(result.inbox_id),
        "code": result.code,
        "guid": result.guid,
        "repeated": result.repeated,
        "documents": [_document(document) for document in result.documents],
        "findings": _findings(result.violations),
    }


def _document(result: DocumentResult) -> dict[str, Any]:
    return {
        "position": result.position,
        "code": result.code,
        "key": result.key,
        "outcome": result.outcome,
        "pre_no": result.public_no,
        "findings": _findings(result.violations),
    }


def _findings(violations: tuple[Violation, ...]) -> list[Any]:
    return list(findings(violations))
