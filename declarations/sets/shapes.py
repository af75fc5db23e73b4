"""How the four documents of this room map onto their tables: keys, columns, personal fields."""

from typing import Any, NamedTuple

from django.db.models import Model

from declarations.models import ImportList, ListLine, Order, OrderLine, Payment, Waybill
from declarations.models.fields import Document
from kernel.orm.keys import hash_version, personal_hash

_BASE = frozenset(field.attname for field in Document._meta.get_fields() if hasattr(field, "attname"))
_MADE_HERE = frozenset({"buyer_key", "payer_key", "hash_version", "pre_no", "signed", "reuse"})


class Shape(NamedTuple):
    """One kind of document: its tables and which of its elements go where.

    ``key`` names the two elements of the business key, ``order_key`` the two that name the order
    (None for the waybill, whose message has no platform), ``person`` the element whose keyed hash
    is stored for matching.
    """

    kind: int
    model: type[Document]
    lines: type[Model] | None
    parent: str
    columns: tuple[str, ...]
    line_columns: tuple[str, ...]
    personal: tuple[str, ...]
    key: tuple[str, str]
    order_key: tuple[str, str] | None
    person: str

    @property
    def code(self) -> str:
        """The message code as text."""
        return str(self.kind)

    @property
    def key_elements(self) -> tuple[str, str]:
        """The message elements of the business key."""
        return _camel(self.key[0]), _camel(self.key[1])


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _columns(model: type[Model]) -> tuple[str, ...]:
    names = (field.attname for field in model._meta.concrete_fields)
    return tuple(name for name in names if name not in _BASE and name not in _MADE_HERE)


def _shape(kind: int, model: type[Document], lines: type[Model] | None, parent: str, **rest: Any) -> Shape:
    line_columns = tuple(n for n in _columns(lines) if n != parent) if lines else ()
    return Shape(kind, model, lines, parent, _columns(model), line_columns, **rest)


_ORDER_KEY = ("ebp_code", "order_no")

SHAPES: dict[str, Shape] = {
    "311": _shape(
        311, Order, OrderLine, "order_id",
        personal=("buyer_reg_no", "buyer_name", "buyer_telephone", "buyer_id_number", "consignee",
                  "consignee_telephone", "consignee_address", "note"),
        key=_ORDER_KEY, order_key=_ORDER_KEY, person="buyer_id_number",
    ),
    "411": _shape(
        411, Payment, None, "",
        personal=("payer_name", "payer_id_number", "telephone", "note"),
        key=("pay_code", "pay_transaction_id"), order_key=_ORDER_KEY, person="payer_id_number",
    ),
    "511": _shape(
        511, Waybill, None, "",
        personal=("consignee", "consignee_address", "consignee_telephone", "note"),
        key=("logistics_code", "logistics_no"), order_key=None, person="",
    ),
    "621": _shape(
        621, ImportList, ListLine, "list_id",
        personal=("buyer_name", "buyer_telephone", "buyer_id_number", "consignee_address", "note"),
        key=_ORDER_KEY, order_key=_ORDER_KEY, person="buyer_id_number",
    ),
}  # fmt: skip


def person_key(number: str) -> bytes:
    """The keyed hash of an identity number, case folded; the same number always gives the same key."""
    return personal_hash(number.strip().upper())


def made_here(shape: Shape, *, head: dict[str, Any], reuse: int, pre_no: str, signed: bool) -> dict[str, Any]:
    """The columns that do not come from the message itself."""
    if shape.kind == 511:
        return {"reuse": reuse}
    key = "payer_key" if shape.kind == 411 else "buyer_key"
    made: dict[str, Any] = {key: person_key(head[shape.person]), "hash_version": hash_version()}
    if shape.kind == 621:
        made |= {"pre_no": pre_no, "signed": signed}
    return made
