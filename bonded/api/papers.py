"""Ledgers, inventories, in/out documents, gate passes and waiting parcels as JSON; each calls one service."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import api_view, throttle_classes
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from bonded.api import shapes
from bonded.api.paging import PARAMETERS, actor_of, page_shape, paged
from bonded.facts import InventoryGoods, InventoryHead
from bonded.models import Ledger, StockDoc
from bonded.rules import flow
from bonded.rules.gate_passes import PassDraft, WantedLine
from bonded.rules.stock_docs import DocLine, NewDocument
from bonded.selectors import gate_passes, inventories, stock_docs
from bonded.selectors.ledgers import items, ledger, ledgers
from bonded.selectors.waiting import waiting_parcels
from bonded.services.gate_passes import apply_for_pass
from bonded.services.stock_docs import file_document
from bonded.services.zone_papers import FiledPaper, file_inventory
from kernel import clock
from kernel.clock import business_date
from kernel.refusal import Conflict, Refused
from kernel.web.findings import findings
from kernel.web.machines import Busy, TokenThrottle

_FILED = {
    201: shapes.FiledShape,
    409: OpenApiResponse(description="Busy; send again"),
    422: shapes.FiledShape,
    429: OpenApiResponse(description="Too many requests of this token; see Retry-After"),
}
_NOT_FOUND = OpenApiResponse(description="No such paper for this firm")
_SEARCH = OpenApiParameter("search", str, description="a part of a number or a name")


@extend_schema(operation_id="read_ledgers", summary="The ledgers of the firm", parameters=PARAMETERS,
               responses=page_shape("LedgerPage", shape=shapes.LedgerShape))  # fmt: skip
@api_view(["GET"])
def ledger_list(request: Request) -> Response:
    """Own ledgers and those of principals, by number."""
    rows = ledgers(actor_of(request), on=business_date(clock.now()))
    return paged(request, rows, order=("ems_no",), shape=shapes.LedgerShape)


@extend_schema(operation_id="read_ledger_items", summary="The items of one ledger with their counters",
               parameters=[*PARAMETERS, _SEARCH],
               responses={200: page_shape("ItemPage", shape=shapes.ItemShape), 404: _NOT_FOUND})  # fmt: skip
@api_view(["GET"])
def ledger_items(request: Request, ems_no: str) -> Response:
    """Items by record number; ``search`` is a part of the number or name, or the start of the HS code."""
    try:
        found = ledger(actor_of(request), ems_no=ems_no, on=business_date(clock.now()))
    except Ledger.DoesNotExist:
        raise NotFound(_("There is no such ledger of your firm.")) from None
    rows = items(found, search=request.query_params.get("search", ""))
    return paged(request, rows, order=("item_record_no", "pk"), shape=shapes.ItemShape)


@extend_schema(methods=["GET"], operation_id="read_inventories", summary="Inventories, newest first",
               parameters=[*PARAMETERS, _SEARCH],
               responses=page_shape("InventoryPage", shape=shapes.InventoryShape))  # fmt: skip
@extend_schema(methods=["POST"], operation_id="file_inventory", summary="File an inventory",
               request=shapes.InventoryIn, responses=_FILED)  # fmt: skip
@api_view(["GET", "POST"])
@throttle_classes([TokenThrottle])
def inventory_list(request: Request) -> Response:
    """The firm's inventories; a new one is drafted and, with ``submit``, handed in."""
    if request.method == "POST":
        return _filed(lambda: _file_inventory(request))
    rows = inventories.inventories_for(actor_of(request), on=business_date(clock.now()))
    by = inventories.Filters(search=request.query_params.get("search", ""))
    return paged(request, inventories.narrowed(rows, by=by), order=("-pk",), shape=shapes.InventoryShape)


@extend_schema(operation_id="read_inventory", summary="One inventory with its lines",
               responses={200: shapes.InventoryWithLinesShape, 404: _NOT_FOUND})  # fmt: skip
@api_view(["GET"])
def inventory(request: Request, number: str) -> Response:
    """The four axes, the booking, the lines."""
    row = inventories.inventory_of(actor_of(request), number=number, on=business_date(clock.now()))
    if row is None:
        raise NotFound(_("There is no such inventory of your firm."))
    lines = row.lines.select_related("item").order_by("seq")
    return Response({**shapes.InventoryShape(row).data, "lines": shapes.LineShape(lines, many=True).data})


@extend_schema(methods=["GET"], operation_id="read_documents", summary="In/out documents, newest first",
               parameters=[*PARAMETERS, _SEARCH],
               responses=page_shape("DocumentPage", shape=shapes.DocumentShape))  # fmt: skip
@extend_schema(methods=["POST"], operation_id="file_document", summary="File an in/out document",
               request=shapes.DocumentIn, responses=_FILED)  # fmt: skip
@api_view(["GET", "POST"])
@throttle_classes([TokenThrottle])
def document_list(request: Request) -> Response:
    """The firm's in/out documents; a new one is filed under its application."""
    if request.method == "POST":
        return _filed(lambda: _file_document(request))
    rows = stock_docs.documents(actor_of(request), on=business_date(clock.now()))
    rows = stock_docs.narrowed(rows, search=request.query_params.get("search", ""))
    return paged(request, rows, order=("-pk",), shape=shapes.DocumentShape)


@extend_schema(operation_id="read_document", summary="One in/out document with its lines",
               responses={200: shapes.DocumentWithLinesShape, 404: _NOT_FOUND})  # fmt: skip
@api_view(["GET"])
def document(request: Request, number: str) -> Response:
    """Where it stands, and how much of each line has gone."""
    try:
        row = stock_docs.document(actor_of(request), number=number, on=business_date(clock.now()))
    except StockDoc.DoesNotExist:
        raise NotFound(_("There is no such document of your firm.")) from None
    lines = row.lines.select_related("item").order_by("seq")
    return Response({**shapes.DocumentShape(row).data, "lines": shapes.LineShape(lines, many=True).data})


@extend_schema(methods=["GET"], operation_id="read_gate_passes", summary="Gate passes, newest first",
               parameters=[*PARAMETERS, _SEARCH],
               responses=page_shape("PassPage", shape=shapes.PassShape))  # fmt: skip
@extend_schema(methods=["POST"], operation_id="file_gate_pass", summary="Apply for a gate pass",
               request=shapes.PassIn, responses=_FILED)  # fmt: skip
@api_view(["GET", "POST"])
@throttle_classes([TokenThrottle])
def pass_list(request: Request) -> Response:
    """The firm's gate passes; a new one is applied for at once, there are no drafts."""
    if request.method == "POST":
        return _filed(lambda: _file_pass(request))
    by = gate_passes.PassFilter(search=request.query_params.get("search", ""))
    rows = gate_passes.passes_for(actor_of(request), at=clock.now(), by=by)
    return paged(request, rows, order=("-pk",), shape=shapes.PassShape)


@extend_schema(operation_id="read_gate_pass", summary="One gate pass with its papers and lines",
               responses={200: shapes.PassWithLinesShape, 404: _NOT_FOUND})  # fmt: skip
@api_view(["GET"])
def gate_pass(request: Request, number: str) -> Response:
    """Where it stands, what it names and what rides on it."""
    row = gate_passes.pass_by_number(actor_of(request), number=number, at=clock.now())
    if row is None:
        raise NotFound(_("There is no such gate pass of your firm."))
    lines = gate_passes.lines_of([row.pk]).get(row.pk, [])
    papers = [one.doc_no for one in gate_passes.documents_of(row)]
    said = {"papers": papers, "lines": shapes.RidingShape(lines, many=True).data}
    return Response({**shapes.PassShape(row).data, **said})


@extend_schema(operation_id="read_waiting_parcels", summary="Released lists whose goods wait in the zone",
               parameters=[*PARAMETERS, OpenApiParameter("ems_no", str, description="of one ledger only")],
               responses=page_shape("ParcelPage", shape=shapes.ParcelShape))  # fmt: skip
@api_view(["GET"])
def parcels(request: Request) -> Response:
    """In the order of their release lists' ids; what is gathered into an inventory is here no more."""
    ems_no = request.query_params.get("ems_no", "")
    rows = waiting_parcels(actor_of(request), on=business_date(clock.now()), ems_no=ems_no)
    return paged(request, rows, order=("pk",), shape=shapes.ParcelShape)


def _filed(file: Callable[[], FiledPaper]) -> Response:
    """The answer to a new paper: 201, or 422 with everything that speaks against it.

    Raises:
        Busy: others hold the same records.
    """
    try:
        filed = file()
    except Refused as refusal:
        filed = FiledPaper("", -1, refusal.violations)
    except Conflict as conflict:
        raise Busy(findings(conflict)[0].sentence) from None
    said = {
        "number": filed.number,
        "status": filed.status if filed.number else None,
        "findings": findings(filed.violations),
    }
    return Response(shapes.FiledShape(said).data, status=422 if filed.violations else 201)


def _read(shape: serializers.Serializer[Any]) -> dict[str, Any]:
    """The values of a body; what is not said is left out, so that the defaults of the facts stand.

    Raises:
        ValidationError: the body is not of this shape.
    """
    shape.is_valid(raise_exception=True)
    return _said(shape.validated_data)


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _file_inventory(request: Request) -> FiledPaper:
    said = _read(shapes.InventoryIn(data=request.data))
    lines = [InventoryGoods(**_said(line)) for line in said.pop("lines")]
    submit = said.pop("submit")
    return file_inventory(
        actor=actor_of(request), head=InventoryHead(**said), lines=lines, submit=submit, at=clock.now()
    )


def _file_document(request: Request) -> FiledPaper:
    said = _read(shapes.DocumentIn(data=request.data))
    lines = tuple(DocLine(**_said(line)) for line in said["lines"])
    filed = file_document(
        actor=actor_of(request),
        at=clock.now(),
        application_no=said["application"],
        wanted=NewDocument(said["own_no"], lines, returns=said["returns"]),
        submit=said["submit"],
    )
    return FiledPaper(filed.number, filed.status)


def _file_pass(request: Request) -> FiledPaper:
    said = _read(shapes.PassIn(data=request.data))
    said["lines"] = tuple(WantedLine(**_said(line)) for line in said.get("lines", ()))
    applied = apply_for_pass(actor=actor_of(request), draft=PassDraft(**said), at=clock.now())
    status = flow.PASS_APPROVED if applied.approved else flow.APPLIED
    return FiledPaper(applied.number, status)
