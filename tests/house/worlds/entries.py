"""An inventory that waits for its declaration, a draft, and an accepted declaration of the broker."""

from tests.declarations.entries import declared, drafted, home_sale
from tests.office import Office


def things(office: Office) -> dict[str, object]:
    """The numbers that addresses take."""
    waiting = home_sale(office)
    draft = drafted(office, home_sale(office))
    entry = declared(office)
    named = ("entry", "entry_ask", "entry_withdraw", "entry_notice")
    return {
        "declarations:entry_new.inventory_no": waiting.number,
        "declarations:entry_edit.pre_no": draft.pre_no,
        **{f"declarations:{name}.pre_no": entry.pre_no for name in named},
        "supervision:entry.pre_no": entry.pre_no,
        "supervision:entry_act.pre_no": entry.pre_no,
        "supervision:entry_act.act": "review",
    }
