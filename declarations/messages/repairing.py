"""What running systems really send, read as it was meant: every repair is a finding of its own.

Repairs only what has one sensible meaning; the rest is left as it was sent, for the law to judge.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from re import compile as compile_pattern
from types import MappingProxyType
from uuid import NAMESPACE_OID, uuid5

from declarations.messages.definitions import Element, Kind
from declarations.messages.judging import Child, Judged, fault, judge_entity, misplaced, shown_name
from declarations.messages.plans import FORMS, Plan
from declarations.messages.rules import (
    ABSENT_IN_PRACTICE,
    ATTRIBUTE_IGNORED,
    CASE_CHANGED,
    CODE_LEFT_OUT,
    DEFAULT_TAKEN,
    DROPPED_BLANK,
    FULL_WIDTH,
    GUID_GIVEN,
    GUID_HOME_MADE,
    GUID_UPPER,
    IGNORED,
    LENGTH,
    MISSPELT,
    NAMESPACE_TAKEN,
    NUMBER_READ,
    NUMBERED,
    PRICE_COMPUTED,
    REORDERED,
    REPEATED_EQUAL,
    ROUNDED,
    SPACES_REMOVED,
    TEXT_IGNORED,
    TIME_READ,
)
from declarations.messages.times import read_loose_time
from kernel.money import plain, to_places
from kernel.refusal import Rule, Violation

GUID_LONGEST = 64
NO_VALUES: Mapping[str, str] = MappingProxyType({})

# Written so in printed tables and by systems that were built from them, or entity names of old drafts.
ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "consigneeditrict": "consigneeDistrict",
        "consingee": "consignee",
        "consingeeaddress": "consigneeAddress",
        "consingeetelephone": "consigneeTelephone",
        "actualpaid": "acturalPaid",
        "invtrefound": "InvtRefund",
        "invtrefoundhead": "InvtRefundHead",
        "invtrefoundlist": "InvtRefundList",
    }
)

_IN_PRACTICE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "LogisticsHead": frozenset({"orderNo"}),
        "OrderHead": frozenset({"buyerTelephone"}),
        "OrderList": frozenset({"gmodel"}),
    }
)
# appType 1 and appStatus 2 (orders, payments, waybills) are the specification's defaults; charges that
# do not arise are written as 0.
_DEFAULTS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "OrderHead": {"appType": "1", "appStatus": "2", "freight": "0", "discount": "0", "taxTotal": "0"},
        "PaymentHead": {"appType": "1", "appStatus": "2"},
        "LogisticsHead": {"appType": "1", "appStatus": "2"},
        "LogisticsStatus": {"appType": "1", "appStatus": "2"},
        "InventoryHead": {"appType": "1", "freight": "0", "insuredFee": "0"},
        "InvtCancel": {"appType": "1"},
        "InvtRefundHead": {"appType": "1"},
        "DeliveryHead": {"appType": "1"},
    }
)
_DISPENSABLE = frozenset({"consigneeDistrict", "wrapType", "tradeCountry"})
_NUMBER = compile_pattern(r"[0-9]{1,14}(?:\.[0-9]{0,30})?(?:[eE][+-]?[0-9]{1,2})?\Z|\.[0-9]{1,30}\Z")
_GROUPED = compile_pattern(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


class Repair:
    """The repair of one entity: findings gather here while its children are put right."""

    def __init__(self, plan: Plan, *, prefix: str, position: int, guid: str) -> None:
        self.plan = plan
        self.prefix = prefix
        self.position = position
        self.guid = guid
        self.findings: list[Violation] = []

    def _note(self, rule: Rule, name: str, **args: object) -> None:
        """Record one repair at the element ``name``."""
        self.findings.append(fault(rule, path=self.prefix + name, **args))

    def run(self, children: Sequence[Child]) -> Judged:
        """The repaired values, and the repairs together with the faults that are left."""
        known = self._known(children)
        names = list(dict.fromkeys(self.plan.names[child.tag] for child in known))
        for name, after in misplaced(self.plan, names=names):
            self._note(REORDERED, name, after=after)
        known.sort(key=self._place)
        mended = [child for child in (self._mended(child) for child in known) if child is not None]
        mended, excused = self._completed(mended)
        values = None if any(child.nested for child in mended) else self.plan.passed(_flat(mended))
        if values is not None:
            return Judged(values, self.findings)
        judged = judge_entity(self.plan, children=mended, prefix=self.prefix, excused=excused)
        left = [violation for violation in judged.violations if not self._tolerable(violation, judged.values)]
        return Judged(judged.values, self.findings + left)

    def _tolerable(self, violation: Violation, values: Mapping[str, str]) -> bool:
        """Whether the fault is only the length of a home-made guid, which is then noted and kept."""
        guid = values.get("guid", "")
        if violation.rule is not LENGTH or violation.path != self.prefix + "guid" or len(guid) > GUID_LONGEST:
            return False
        self._note(GUID_HOME_MADE, "guid", length=len(guid))
        return True

    def _known(self, children: Sequence[Child]) -> list[Child]:
        """The children that have a name here, once each; strangers are noted and left out."""
        kept: list[Child] = []
        texts: dict[str, str] = {}
        for child in children:
            name = self._name(child)
            if not name:
                self._note(IGNORED, shown_name(child.tag), entity=self.plan.entity.name)
                continue
            if child.attributes or child.stray or child.tag not in self.plan.names:
                self._flags(child, name)
                child = Child(self.plan.tags[name], child.text, child.nested)
            if name in texts and texts[name] == child.text.strip():
                self._note(REPEATED_EQUAL, name)
                continue
            texts.setdefault(name, child.text.strip())
            kept.append(child)
        return kept

    def _name(self, child: Child) -> str:
        if child.tag in self.plan.names:
            return self.plan.names[child.tag]
        local = child.tag.rpartition("}")[2]
        if local in self.plan.places:
            self._note(NAMESPACE_TAKEN, local)
            return local
        lower = local.lower()
        alias = ALIASES.get(lower, lower)
        name = next(
            (name for name in self.plan.places if name in (alias, local) or name.lower() == alias), ""
        )
        if name:
            self._note(MISSPELT, name, written=shown_name(child.tag))
        return name

    def _flags(self, child: Child, name: str) -> None:
        if child.attributes:
            self._note(ATTRIBUTE_IGNORED, name)
        if child.stray:
            self._note(TEXT_IGNORED, name)

    def _mended(self, child: Child) -> Child | None:
        name = self.plan.names[child.tag]
        if child.nested or self.plan.gates[name].fullmatch(child.text):
            return child
        element = self.plan.entity.by_name[name]
        if not child.text.strip():
            return self._blank(element)
        text = self._plain_characters(element, child.text)
        number = element.kind in (Kind.DECIMAL, Kind.INT)
        mended = self._number(element, text) if number else self._other(element, text)
        return None if mended is None else Child(child.tag, mended)

    def _blank(self, element: Element) -> Child | None:
        """An element without content: kept where that is lawful, otherwise as good as absent."""
        if element.may_be_empty:
            return Child(self.plan.tags[element.name], "")
        if not element.required:
            self._note(DROPPED_BLANK, element.name)
        return None

    def _plain_characters(self, element: Element, sent: str) -> str:
        """Full-width characters as plain ones and no needless space, in all that is not free text."""
        if element.kind is Kind.TEXT:
            return sent.strip()
        narrow = sent.translate(_WIDE)
        if narrow != sent:
            self._note(FULL_WIDTH, element.name)
        text = narrow.strip()
        if element.kind is Kind.CODE:
            text = ("" if element.exact else " ").join(narrow.split())
        if text != (narrow if element.exact else narrow.strip()):
            self._note(SPACES_REMOVED, element.name)
        return text

    def _number(self, element: Element, text: str) -> str:
        bare = text.replace(",", "") if _GROUPED.match(text) else text
        if not _NUMBER.match(bare):
            return text
        try:
            value = Decimal(bare)
            rounded = to_places(value)
        except InvalidOperation:
            return text
        if element.kind is Kind.INT:
            return self._whole(element, bare, value)
        if rounded != value:
            self._note(ROUNDED, element.name)
        elif "e" in bare.lower() or bare != text:
            self._note(NUMBER_READ, element.name)
        return plain(rounded)

    def _whole(self, element: Element, text: str, value: Decimal) -> str:
        if value != value.to_integral_value():
            return text
        if not text.isdigit():
            self._note(NUMBER_READ, element.name)
        return plain(value)

    def _other(self, element: Element, text: str) -> str | None:
        if element.kind in (Kind.DATE, Kind.TIME):
            return self._time(element, text)
        if element.values:
            return self._allowed(element, text)
        if element.name == "gcode" and "." in text:
            self._note(SPACES_REMOVED, element.name)
            text = text.replace(".", "")
        if element.name in _DISPENSABLE and not element.min_length <= len(text) <= element.max_length:
            self._note(CODE_LEFT_OUT, element.name, length=len(text), exact=element.min_length)
            return None
        return text

    def _time(self, element: Element, text: str) -> str:
        digits, gate = element.max_length, self.plan.gates[element.name]
        read = "" if gate.fullmatch(text) else read_loose_time(text, digits=digits)
        if gate.fullmatch(read):
            self._note(TIME_READ, element.name, form=FORMS[digits])
            return read
        return text

    def _allowed(self, element: Element, text: str) -> str:
        value = next((value for value in element.values if value.lower() == text.lower()), "")
        if value and value != text:
            self._note(CASE_CHANGED, element.name, value=value)
        return value or text

    def _completed(self, children: list[Child]) -> tuple[list[Child], frozenset[str]]:
        """The children with what could be supplied, and the names that may stay missing."""
        values = {self.plan.names[child.tag]: child.text for child in children}
        supplied = dict(values)
        for element in self.plan.entity.elements:
            if element.required and element.name not in supplied:
                value = self._supplied(element, values)
                if value:
                    supplied[element.name] = value
        if "guid" in supplied:
            supplied["guid"] = self._guid(supplied["guid"])
        excused = _IN_PRACTICE.get(self.plan.entity.name, frozenset()) - supplied.keys()
        for name in sorted(excused, key=self.plan.places.__getitem__):
            self._note(ABSENT_IN_PRACTICE, name)
        return self._put(children, values, supplied), excused

    def _put(self, children: list[Child], old: dict[str, str], new: dict[str, str]) -> list[Child]:
        if new == old:
            return children
        names, tags = self.plan.names, self.plan.tags
        kept = [child for child in children if new[names[child.tag]] == old[names[child.tag]]]
        changed = [Child(tags[name], value) for name, value in new.items() if value != old.get(name)]
        return sorted(kept + changed, key=self._place)

    def _place(self, child: Child) -> int:
        return self.plan.places[self.plan.names[child.tag]]

    def _supplied(self, element: Element, values: Mapping[str, str]) -> str:
        if element.name == "guid" and self.guid:
            self._note(GUID_GIVEN, "guid")
            return self.guid
        if element.name == "gnum" and self.position and "lines" in self.prefix:
            self._note(NUMBERED, "gnum", value=self.position)
            return str(self.position)
        if element.name == "price":
            return self._price(values)
        default = _DEFAULTS.get(self.plan.entity.name, NO_VALUES).get(element.name, "")
        if default:
            self._note(DEFAULT_TAKEN, element.name, value=default)
        return default

    def _price(self, values: Mapping[str, str]) -> str:
        gates = self.plan.gates
        total, qty = values.get("totalPrice", ""), values.get("qty", "")
        if not gates["totalPrice"].fullmatch(total) or not gates["qty"].fullmatch(qty) or not Decimal(qty):
            return ""
        price = plain((Decimal(total) / Decimal(qty)).quantize(Decimal("0.00001"), rounding=ROUND_HALF_UP))
        self._note(PRICE_COMPUTED, "price", value=price)
        return price

    def _guid(self, guid: str) -> str:
        if guid != guid.upper():
            self._note(GUID_UPPER, "guid")
        return guid.upper()


def _flat(children: Sequence[Child]) -> list[str]:
    return [part for child in children for part in (child.tag, child.text)]


def meant(tag: str) -> str:
    """The name that ``tag`` stands for, known misspellings put right."""
    name = shown_name(tag)
    return ALIASES.get(name.lower(), name)


def given_guid(message: str, *, position: int) -> str:
    """The guid that a document without one gets: the same for the same place in the same message."""
    return str(uuid5(NAMESPACE_OID, f"{message}/{position}")).upper()
