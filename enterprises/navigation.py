"""The navigation of the shell, by who looks: one table; pages that are not there yet are left out."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enterprises.facts import Actor

FIRM = "firm"
OFFICER = "officer"
DECLARANT = frozenset({"declarant"})
ZONE = frozenset({"zone_operator"})
MERCHANT = frozenset({"merchant"})
# Posts that decide about firms.
DECIDERS = frozenset({"officer", "chief"})
# Posts that work at the desk of supervision; the others have no business with cases.
DESK = frozenset({"officer", "inspector", "coordinator", "chief"})

# Posts at the sorting line, the gate and inspection.
LINE = frozenset({"operator", "gate", "officer", "inspector", "chief"})

CHIEF = frozenset({"chief"})
CARE = frozenset({"chief", "coordinator"})


class Page(NamedTuple):
    """One entry: for firms of one of ``kinds`` or officers of one of ``roles`` (empty: all of them).

    ``under``: where the pages below it begin, if not with its own address.
    """

    url_name: str
    label: str | Promise
    icon: str
    group: str | Promise
    audience: str
    kinds: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    under: tuple[str, ...] = ()


class Link(NamedTuple):
    """An entry as shown; ``heading`` is set on the first one of its group."""

    url: str
    label: str
    icon: str
    active: bool
    heading: str


# Pages of firms and their coordinators that both sides share.
_CONTACT = ("/messages/", "/circulars/", "/visits/")

_WORK = _("Work")
_GOODS = _("Bonded goods")
_FIRM = _("Firm")
_OFFICE = _("Office")
_REFERENCE = _("Reference")

PAGES = (
    Page("enterprises:home", _("Overview"), "layout-dashboard", _WORK, FIRM),
    Page("declarations:lists", _("Declarations"), "file-text", _WORK, FIRM),
    Page("declarations:new", _("New import list"), "file-plus-corner", _WORK, FIRM, kinds=DECLARANT),
    Page("declarations:documents", _("Documents"), "files", _WORK, FIRM),
    Page("declarations:upload", _("Upload messages"), "upload", _WORK, FIRM),
    Page("declarations:receipts", _("Receipts"), "inbox", _WORK, FIRM),
    Page("enterprises:difficulties", _("Difficulties"), "life-buoy", _WORK, FIRM),
    Page("bonded:ledgers", _("Ledgers"), "warehouse", _GOODS, FIRM, kinds=DECLARANT | ZONE),
    Page(
        "bonded:applications",
        _("Batch deliveries and repair"),
        "truck",
        _GOODS,
        FIRM,
        kinds=DECLARANT | ZONE,
        under=("/bonded/documents/", "/bonded/deliveries/"),
    ),
    Page(
        "bonded:inventories",
        _("Bonded inventories"),
        "clipboard-list",
        _GOODS,
        FIRM,
        kinds=DECLARANT | ZONE,
        under=("/bonded/parcels/",),
    ),
    Page(
        "declarations:entries",
        _("Entry declarations"),
        "stamp",
        _GOODS,
        FIRM,
        kinds=DECLARANT | ZONE | MERCHANT,
    ),
    Page(
        "bonded:gate_passes",
        _("Gate passes"),
        "ticket",
        _GOODS,
        FIRM,
        under=("/bonded/passes/", "/bonded/vehicles/", "/bonded/gate/holds/"),
    ),
    Page("bonded:stops", _("Stops"), "octagon-x", _GOODS, FIRM, kinds=DECLARANT | ZONE),
    Page(
        "bonded:bulk_files",
        _("Sheets and messages"),
        "file-spreadsheet",
        _GOODS,
        FIRM,
        kinds=ZONE,
        under=("/bonded/messages/",),
    ),
    Page(
        "bonded:files",
        _("Ledger files"),
        "clipboard-list",
        _GOODS,
        FIRM,
        kinds=ZONE,
        under=("/bonded/filings/", "/bonded/stock-takings/", "/bonded/write-offs/", "/bonded/disposals/"),
    ),
    Page("enterprises:firm", _("Firm profile"), "building-2", _FIRM, FIRM),
    Page("enterprises:firm_trust", _("Trust"), "scale", _FIRM, FIRM),
    Page("enterprises:people", _("People"), "users", _FIRM, FIRM),
    Page(
        "enterprises:agents",
        _("Agents and principals"),
        "handshake",
        _FIRM,
        FIRM,
        under=("/firm/principals/", "/authorities/"),
    ),
    Page("enterprises:standing", _("Standing documents"), "file-badge", _FIRM, FIRM, under=("/standing/",)),
    Page(
        "enterprises:firm_measures",
        _("Our measures"),
        "badge-check",
        _FIRM,
        FIRM,
        under=("/grants/", "/plans/"),
    ),
    Page("enterprises:tokens", _("API tokens"), "key-round", _FIRM, FIRM),
    Page("enterprises:guarantee", _("Guarantee"), "shield-check", _FIRM, FIRM, under=("/guarantees/",)),
    Page(
        "enterprises:coordinator",
        _("Your coordinator"),
        "contact-round",
        _FIRM,
        FIRM,
        under=("/firm/work/", *_CONTACT),
    ),
    Page("supervision:office", _("The office"), "landmark", _WORK, OFFICER, roles=CHIEF),
    Page("supervision:board", _("My firms"), "handshake", _WORK, OFFICER, roles=CARE),
    Page("supervision:queue", _("Queue"), "list-checks", _WORK, OFFICER, roles=DESK),
    Page("enterprises:difficulties", _("Difficulties"), "life-buoy", _WORK, OFFICER, roles=DESK),
    Page("supervision:lists", _("Import lists"), "file-text", _WORK, OFFICER, roles=DESK),
    Page(
        "enterprises:coordinators",
        _("Coordination"),
        "handshake",
        _WORK,
        OFFICER,
        roles=frozenset({"coordinator", "chief"}),
        under=("/resumption/", *_CONTACT),
    ),
    Page(
        "enterprises:resumption",
        _("Resumption of work"),
        "factory",
        _WORK,
        OFFICER,
        roles=frozenset({"officer"}),
    ),
    Page("bonded:ledgers", _("Ledgers"), "warehouse", _GOODS, OFFICER),
    Page(
        "bonded:applications",
        _("Batch deliveries and repair"),
        "truck",
        _GOODS,
        OFFICER,
        under=("/bonded/documents/", "/bonded/deliveries/"),
    ),
    Page(
        "bonded:inventories",
        _("Bonded inventories"),
        "clipboard-list",
        _GOODS,
        OFFICER,
        under=("/bonded/parcels/",),
    ),
    Page(
        "bonded:gate",
        _("Gate"),
        "fence",
        _GOODS,
        OFFICER,
        roles=DECIDERS | frozenset({"gate"}),
    ),
    Page(
        "bonded:gate_passes",
        _("Gate passes"),
        "ticket",
        _GOODS,
        OFFICER,
        under=("/bonded/vehicles/",),
    ),
    Page("supervision:entries", _("Entry declarations"), "stamp", _GOODS, OFFICER, roles=DESK),
    Page(
        "bonded:stops",
        _("Stops"),
        "octagon-x",
        _GOODS,
        OFFICER,
        roles=DESK | frozenset({"gate"}),
        under=("/supervision/stops/",),
    ),
    Page("supervision:sorting", _("Sorting line"), "scan-barcode", _GOODS, OFFICER, roles=LINE),
    Page(
        "bonded:files",
        _("Ledger files"),
        "clipboard-list",
        _GOODS,
        OFFICER,
        roles=DECIDERS,
        under=("/bonded/filings/", "/bonded/stock-takings/", "/bonded/write-offs/", "/bonded/disposals/"),
    ),
    Page("supervision:runs", _("Job runs"), "history", _OFFICE, OFFICER, roles=DESK),
    Page("enterprises:posts", _("Posts"), "id-card", _OFFICE, OFFICER, roles=frozenset({"chief"})),
    Page("enterprises:trust", _("Trust"), "scale", _OFFICE, OFFICER, roles=DESK),
    Page(
        "enterprises:grants",
        _("Measures"),
        "badge-check",
        _OFFICE,
        OFFICER,
        roles=DESK,
        under=("/plans/", "/catalogue/"),
    ),
    Page(
        "enterprises:guarantee_files",
        _("Guarantee applications"),
        "shield-check",
        _OFFICE,
        OFFICER,
        roles=DESK,
        under=("/guarantees/",),
    ),
    Page("enterprises:absences", _("Absences"), "plane", _OFFICE, OFFICER),
    Page("enterprises:directory", _("Firms"), "building-2", _OFFICE, OFFICER, under=("/standing/",)),
    Page(
        "enterprises:registrations", _("Registrations"), "clipboard-check", _OFFICE, OFFICER, roles=DECIDERS
    ),
    Page("enterprises:measures", _("Facilitation measures"), "badge-check", _REFERENCE, FIRM),
    Page("codelists:index", _("Code lists"), "book-open", _REFERENCE, FIRM),
    Page("codelists:index", _("Code lists"), "book-open", _REFERENCE, OFFICER),
    Page("api-docs", _("API description"), "braces", _REFERENCE, FIRM),
)


def links(actor: Actor, *, request: HttpRequest) -> list[Link]:
    """What the actor sees in the navigation, in order, the current page marked."""
    shown: list[Link] = []
    best: tuple[int, str] = (0, "")
    group: str | Promise = ""
    for page in PAGES:
        url = optional_url(page.url_name) if _is_for(page, actor=actor) else ""
        if not url:
            continue
        heading = "" if page.group == group else str(page.group)
        group = page.group
        shown.append(Link(url, str(page.label), page.icon, False, heading))
        best = max(best, (_covered((url, *page.under), path=request.path), url))
    return [link._replace(active=bool(best[0]) and link.url == best[1]) for link in shown]


def optional_url(name: str, *args: str) -> str:
    """The address of a page, empty when no room has it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def _is_for(page: Page, *, actor: Actor) -> bool:
    """Whether the entry is the actor's."""
    if page.audience == OFFICER:
        return actor.is_officer and bool(actor.offices) and (not page.roles or bool(page.roles & actor.roles))
    return actor.is_firm and (not page.kinds or bool(page.kinds & actor.firm_kinds))


def _covered(urls: tuple[str, ...], *, path: str) -> int:
    """How much of ``path`` the longest of the addresses covers: that of its page or of those below it."""
    return max(len(url) if path == url or (url != "/" and path.startswith(url)) else 0 for url in urls)
