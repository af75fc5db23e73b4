"""What a kind of notice is, and the topics by which people choose."""

from typing import NamedTuple

from kernel.refusal import gettext_noop as _


class NoticeKind(NamedTuple):
    """One kind. ``text`` has ``%(name)s`` places; ``url_name`` takes the subject's number, empty: no page.

    ``topic`` is what people switch on and off together; ``folded`` kinds are counted into one notice;
    ``urgent`` ones always count as unread. ``%(no)s`` is the subject's number and ``%(count)s`` the
    count in every sentence. Without a number the page is the one that takes none (a list). With
    ``query`` the number does not stand in the page's path but in its query under that name.
    """

    code: str
    topic: str
    text: str
    url_name: str = ""
    mail: bool = True
    folded: bool = False
    urgent: bool = False
    query: str = ""


# What people choose by, in the order of the page.
TOPICS = {
    "registration": _("Registration and people"),
    "trust": _("Trust and suspensions"),
    "measures": _("Measures, green channel and plans"),
    "guarantee": _("Guarantees"),
    "coordination": _("Coordinators and visits"),
    "difficulty": _("Difficulties"),
    "declaration": _("Declarations"),
    "bonded": _("Bonded goods"),
    "office": _("Alarms of the office"),
}
