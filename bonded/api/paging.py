"""Pages by key for machines: ``results`` and the cursor ``next``, null at the end."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from enterprises.facts import Actor
from kernel.web.keyset import page

MOST = 200
DEFAULT = 50
PARAMETERS = [
    OpenApiParameter("after", str, description="`next` of the last answer; empty for the beginning"),
    OpenApiParameter("limit", int, description=f"at most {MOST}"),
]


def actor_of(request: Request) -> Actor:
    """The firm's program behind the token."""
    actor: Any = request.auth
    assert isinstance(actor, Actor)
    return actor


def limit_of(request: Request, *, most: int = MOST, default: int = DEFAULT) -> int:
    """How many rows are asked for; what is no number is the usual count."""
    said = request.query_params.get("limit", "")
    return min(max(int(said), 1), most) if said.isascii() and said.isdigit() and len(said) < 9 else default


def paged(
    request: Request,
    rows: "QuerySet[Any]",
    *,
    order: tuple[str, ...],
    shape: type[serializers.Serializer[Any]],
) -> Response:
    """One page of the rows in this order, which ends in a key."""
    found = page(rows, order=order, after=request.query_params.get("after"), size=limit_of(request))
    return Response({"results": shape(found.rows, many=True).data, "next": found.next_cursor})


def page_shape(name: str, *, shape: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """How the description of the doors writes a page."""
    return inline_serializer(
        name, {"results": shape(many=True), "next": serializers.CharField(allow_null=True)}
    )
