"""``docs/access.md``: the access matrix as a document, drawn from rows that tests compare with reality."""

from collections.abc import Iterator, Mapping
from re import sub
from types import ModuleType

from django.urls import URLPattern, URLResolver, get_resolver

from clearance.access import TOPICS, words
from clearance.access.words import OTHER_POSTS, Row
from kernel.docs import GENERATED, table

_LEGEND = (
    ("sign in", words.LOGIN, "to the sign-in page: a person must be known first"),
    ("yes", words.OK, "the page"),
    ("elsewhere", words.AWAY, "leads to another page"),
    ("no", words.DENIED, "403, with the sentence why"),
    ("not there", words.MISSING, "404: no such thing, or none that one may know of"),
    ("only POST", words.POST, "405: the address takes a POST only"),
    ("token", words.LOCKED, "401: a program must show its token"),
    ("done", words.DONE, "something was written"),
    ("nothing", words.NOTHING, "answered, and nothing written"),
    ("form", words.UNFIT, "422: the form again, with its sentences"),
    ("clash", words.CLASH, "409: somebody was first"),
    ("only GET", words.NO_POST, "405: the address takes no POST"),
    ("only JSON", words.NO_JSON, "415: the address takes JSON, no form"),
)
_SHOWN = {word: shown for shown, word, _meaning in _LEGEND}
_HEAD = (
    "page",
    "address",
    "nobody",
    "filer",
    "administrator",
    "another firm",
    "officer",
    "other posts of the office",
    "another office",
    "program",
)
_WHO = """\
**Who asks.** *nobody*: not signed in. *filer*, *administrator*: people of the firm that the thing belongs
to. *another firm*: the administrator of a firm that has nothing to do with it. *officer*: of the office
where the thing lies, with the post of an officer; *other posts of the office* are named where they get
another answer than the officer; those not named get the same, `=`: all of them do ({posts}).
*another office*: an officer and chief of an office that is not above it. *program*: with a token of the
firm.

**Which thing.** Where an address names a thing (`<number>`), it is one of the firm whose people ask as
*filer* and *administrator*, at the office of *officer*: so the columns *another firm* and *another
office* are the tries on somebody else's things."""


def document() -> str:
    """The whole document: a legend, then one chapter for each topic."""
    addresses = dict(_addresses(get_resolver().url_patterns))
    meanings = [(f"**{shown}**", meaning) for shown, _word, meaning in _LEGEND]
    parts = ["# Who may see and do what", GENERATED, _WHO.format(posts=", ".join(OTHER_POSTS))]
    parts += [table(("answer", "means"), rows=meanings)]
    for topic in TOPICS:
        parts += _chapter(topic, addresses=addresses)
    return "\n\n".join(parts) + "\n"


def _chapter(topic: ModuleType, *, addresses: Mapping[str, str]) -> Iterator[str]:
    """What one topic answers: pages, empty forms, filled forms."""
    yield f"## {(topic.__doc__ or topic.__name__).strip().splitlines()[0].rstrip('.')}"
    pages = {name: row for name, row in topic.ROWS.items() if row != words.ACTION}
    if pages:
        yield "Pages (GET); addresses that take only a POST stand below:"
        yield table(_HEAD, rows=[_line(name, row=row, addresses=addresses) for name, row in pages.items()])
    if topic.POSTS:
        yield "Forms sent empty (POST); addresses that are not listed take no POST:"
        yield table(
            _HEAD, rows=[_line(name, row=row, addresses=addresses) for name, row in topic.POSTS.items()]
        )
    if topic.FILLED:
        yield "Forms sent filled (POST):"
        yield table(
            _HEAD,
            rows=[_line(name, row=row, addresses=addresses) for name, (_sent, row) in topic.FILLED.items()],
        )


def _line(name: str, *, row: Row, addresses: Mapping[str, str]) -> tuple[str, ...]:
    """One address."""
    asked = ("anonymous", "filer", "admin", "stranger", "officer")
    answers = [_SHOWN[row.answer(role)] for role in asked]
    return (
        f"`{name}`",
        f"`{addresses.get(name, '')}`",
        *answers,
        _posts(row),
        _SHOWN[row.answer("elsewhere")],
        _SHOWN[row.answer("token")],
    )


def _posts(row: Row) -> str:
    """Which other posts get what, where it differs from the officer."""
    by_answer: dict[str, list[str]] = {}
    for post in OTHER_POSTS:
        if row.answer(post) != row.officer:
            by_answer.setdefault(_SHOWN[row.answer(post)], []).append(post)
    if not by_answer:
        return "="
    return "; ".join(f"{', '.join(posts)}: {answer}" for answer, posts in by_answer.items())


def _addresses(
    patterns: list[URLPattern | URLResolver], space: str = "", before: str = "/"
) -> Iterator[tuple[str, str]]:
    """The address of every URL name, its parameters in angle brackets."""
    for pattern in patterns:
        path = before + _readable(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace or "")))
            yield from _addresses(pattern.url_patterns, inner, path)
        elif pattern.name:
            yield ":".join(filter(None, (space, pattern.name))), path


def _readable(pattern: str) -> str:
    """A pattern of a path or a regular expression as people write addresses."""
    named = sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", pattern)
    return sub(r"<\w+:(\w+)>", r"<\1>", named).replace("^", "").replace("$", "").replace("\\Z", "")
