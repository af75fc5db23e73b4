"""Every kind of notice: its sentence, the page it leads to, and whether it is mailed by default."""

from typing import NamedTuple

from kernel.refusal import gettext_noop as _


class NoticeKind(NamedTuple):
    """One kind. ``text`` has ``%(name)s`` places; ``url_name`` takes the subject's number, empty: no page.

    ``topic`` is what people switch on and off together; ``folded`` kinds are counted into one notice.
    """

    code: str
    topic: str
    text: str
    url_name: str = ""
    mail: bool = True
    folded: bool = False


# What people choose by, in the order of the page.
TOPICS = {
    "registration": _("Registration and people"),
    "trust": _("Trust and suspensions"),
    "measures": _("Measures, green channel and plans"),
    "guarantee": _("Guarantees"),
    "coordination": _("Coordinators and visits"),
    "difficulty": _("Difficulties"),
    "declaration": _("Declarations"),
    "office": _("Alarms of the office"),
}

KINDS: tuple[NoticeKind, ...] = ()

BY_CODE = {kind.code: kind for kind in KINDS}
