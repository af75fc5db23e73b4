"""Messages of the zone system in, as XML, each answered at once; what became of them out, as a feed."""

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import api_view, parser_classes, throttle_classes
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from bonded.api.paging import actor_of, limit_of
from bonded.messages.writing import write_answers, write_common
from bonded.selectors.zone_answers import answers_after
from bonded.services.zone_answers import ready, receiver_code
from bonded.services.zone_messages import common_of, receive_zone_messages
from kernel import clock
from kernel.orm.feeds import Cursor
from kernel.refusal import Refused
from kernel.web.findings import findings
from kernel.web.machines import NotAllowed, RawXml, TokenThrottle

MOST_ANSWERS = 500
_XML = "application/xml; charset=utf-8"


@extend_schema(
    operation_id="send_zone_messages",
    summary="Send messages of the zone system (INV101, SAS101, SAS111, SAS121)",
    description=(
        "One `Package` (also inside `Signature/Object`), or several inside `Packages`. Answered at once with "
        "`CommonResponeMessage` (several: inside `CommonResponeMessages`, in the order of the messages): "
        "`DealFlag` 0 carried out, -1 refused with the reasons in `CheckInfo`; `SeqNo` is the pre-entry "
        "number under which the paper is changed or voided. What customs decide follows in `answers`."
    ),
    request={"application/xml": OpenApiTypes.BINARY},
    responses={
        (200, "application/xml"): OpenApiTypes.STR,
        403: OpenApiResponse(description="Not a firm's token"),
        413: OpenApiResponse(description="Too large"),
        429: OpenApiResponse(description="Too many messages of this token; see Retry-After"),
    },
)
@api_view(["POST"])
@parser_classes([RawXml])
@throttle_classes([TokenThrottle])
def messages(request: Request) -> HttpResponse:
    """Read, carry out and answer every message of the body."""
    raw: Any = request.data
    raw = raw if isinstance(raw, bytes) else b""
    if len(raw) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        return Response({"detail": _("The message is too large; send it in parts.")}, status=413)
    try:
        results = receive_zone_messages(raw, actor=actor_of(request), channel="api", at=clock.now())
    except Refused as refusal:
        raise NotAllowed("; ".join(f.sentence for f in findings(refusal))) from None
    return HttpResponse(write_common([common_of(result) for result in results]), content_type=_XML)


@extend_schema(
    operation_id="read_zone_answers",
    summary="Answers of the zone system after a cursor, in the order they became visible",
    parameters=[
        OpenApiParameter("after", str, description="`next` of the last answer; empty for the beginning"),
        OpenApiParameter("limit", int, description=f"at most {MOST_ANSWERS}"),
    ],
    responses={(200, "application/xml"): OpenApiTypes.STR, 400: OpenApiResponse(description="Bad cursor")},
)
@api_view(["GET"])
def answers(request: Request) -> HttpResponse:
    """INV201, 202, 211 and SAS201, 211, 221, 223 inside ``<Answers next="…">``; read again from ``next``."""
    firm_id = actor_of(request).firm_id or 0
    try:
        cursor = Cursor.decode(request.query_params.get("after", ""))
    except ValueError:
        raise ValidationError(_("after must be the `next` of an earlier answer.")) from None
    limit = limit_of(request, most=MOST_ANSWERS, default=MOST_ANSWERS)
    rows, ahead = answers_after(firm_id, cursor=cursor, limit=limit)
    written = ready(rows, receiver=receiver_code(firm_id))
    return HttpResponse(write_answers(written, after=ahead.encode()), content_type=_XML)
