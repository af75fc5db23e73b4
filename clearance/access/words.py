"""The words of the access matrix: who is asked, and what each is answered."""

from collections.abc import Mapping
from typing import NamedTuple

# What a GET is answered with.
OK = "ok"  # 200
LOGIN = "login"  # to the sign-in page
AWAY = "away"  # to another page
DENIED = "denied"  # 403, with the reason
MISSING = "missing"  # 404: there is no such thing, or none that one may know of
POST = "post"  # 405: the address only takes a POST
LOCKED = "locked"  # 401: a token is wanted

# What a POST is answered with, besides LOGIN, DENIED, MISSING and LOCKED.
DONE = "done"  # something was written, wherever the answer leads
NOTHING = "nothing"  # a page, or the way to one, and nothing written
UNFIT = "unfit"  # 422: the form with its sentences
CLASH = "clash"  # 409
NO_POST = "no post"  # 405: the address takes no POST
NO_JSON = "no json"  # 415: a form where a program sends JSON

# Posts whose answers may differ from those of the officer; the walk asks every one of them.
OTHER_POSTS = ("inspector", "chief", "coordinator", "gate", "operator", "laboratory")


class Row(NamedTuple):
    """The answers to one address, by who asks.

    ``firm``: filer and administrator of the firm that the thing belongs to; ``admin``: the
    administrator where the answer differs; ``stranger``: somebody of a firm that has nothing to do
    with it; ``officer``: of the office where it lies; ``elsewhere``: an officer of another office;
    ``token``: a program of the firm; ``posts``: officers of the same office with another post: all of
    them are asked, and those that it does not name get what the officer gets.
    """

    anonymous: str
    firm: str
    stranger: str
    officer: str
    elsewhere: str
    token: str
    admin: str = ""
    posts: Mapping[str, str] | None = None

    def answer(self, role: str) -> str:
        """What ``role`` gets."""
        if role in OTHER_POSTS:
            return (self.posts or {}).get(role, self.officer)
        if role in ("filer", "admin"):
            return (self.admin if role == "admin" else "") or self.firm
        return str(getattr(self, role))


def everybody(answer: str) -> Row:
    """The same answer for all."""
    return Row(answer, answer, answer, answer, answer, answer)


def people(
    firm: str,
    stranger: str,
    officer: str,
    elsewhere: str = "",
    *,
    admin: str = "",
    posts: Mapping[str, str] | None = None,
) -> Row:
    """A page for signed-in people: strangers to the portal and programs are sent to sign in."""
    return Row(LOGIN, firm, stranger, officer, elsewhere or officer, LOGIN, admin, posts)


FIRMS_ONLY = people(OK, OK, DENIED)
OFFICERS_ONLY = people(DENIED, DENIED, OK)
SIGNED_IN = people(OK, OK, OK)
ACTION = everybody(POST)

# Posts that have no business at the desk.
NOT_AT_DESK = {"gate": DENIED, "operator": DENIED, "laboratory": DENIED}
DESK_ONLY = people(DENIED, DENIED, OK, posts=NOT_AT_DESK)

# What an empty POST is answered with. An address without a row here must answer everybody with 405.
ONLY_READ = everybody(NO_POST)
ONLY_READ_SIGNED_IN = people(NO_POST, NO_POST, NO_POST)
ONLY_READ_BY_PROGRAMS = Row(LOCKED, LOCKED, LOCKED, LOCKED, LOCKED, NO_POST)
# Any officer of the office, those whose post books and decides nothing there included.
EVERY_POST = dict.fromkeys(OTHER_POSTS, DENIED)
BOOKING = EVERY_POST | {"chief": DONE}
FORM_PART = people(NOTHING, NOTHING, DENIED)
OWN_ACCOUNT = people(NOTHING, NOTHING, NOTHING)
