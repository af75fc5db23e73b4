"""The machine door of the sorting line: a waybill in, one word out."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.facts import Actor
from supervision.rules.sorting import INSPECT, REASONS, RELEASE, STOP, UNKNOWN
from supervision.selectors.sorting import answer_for


class SortingShape(serializers.Serializer[Any]):
    """Where the parcel goes; ``stop_no`` is set where a stop order is the reason."""

    waybill = serializers.CharField()
    answer = serializers.ChoiceField(choices=[RELEASE, INSPECT, STOP, UNKNOWN])
    reason = serializers.ChoiceField(choices=list(REASONS))
    stop_no = serializers.CharField(allow_blank=True)


@extend_schema(
    operation_id="sort_parcel",
    summary="Where a parcel on the sorting line goes: release, inspect, stop or unknown",
    description=(
        "For tokens of zone operators: parcels of its own lists, of lists filed for it, and of lists whose "
        "goods lie in its warehouse (areaCode); any other waybill is `unknown`. `stop` also stands for what "
        "is not released yet. No personal data."
    ),
    parameters=[
        OpenApiParameter("waybill", str, OpenApiParameter.PATH, description="logisticsNo, as scanned")
    ],
    responses={200: SortingShape, 403: OpenApiResponse(description="Not a zone operator's token")},
)
@api_view(["GET"])
def sorting(request: Request, waybill: str) -> Response:
    """The answer for one waybill."""
    actor: Any = request.auth
    assert isinstance(actor, Actor)
    if "zone_operator" not in actor.firm_kinds:
        raise PermissionDenied(_("Only zone operators ask for their sorting line."))
    answer = answer_for(actor, waybill_no=waybill.strip())
    said = {
        "waybill": waybill,
        "answer": answer.lane,
        "reason": answer.reason,
        "stop_no": answer.stop,
    }
    return Response(SortingShape(said).data)
