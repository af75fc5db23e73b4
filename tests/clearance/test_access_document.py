"""The document of the access matrix says what the rows say."""

import re

from clearance.access import MATRIX, POSTS, TOPICS
from clearance.access.document import document
from clearance.access.words import ACTION


def test_every_page_stands_in_the_document_with_its_address():
    text = document()
    for name, row in MATRIX.items():
        assert f"| `{name}` | `/" in text, name
        assert row != ACTION or name in POSTS
    assert text.count("\n## ") == len(TOPICS)
    assert not re.search(r"\(\?P|\\Z|<str:|<slug:", text)


def test_a_line_says_who_gets_what():
    (line,) = [one for one in document().splitlines() if one.startswith("| `supervision:queue`")]
    assert [cell.strip() for cell in line.split("|")[3:-1]] == [
        "sign in",
        "no",
        "no",
        "no",
        "yes",
        "gate, operator, laboratory: no",
        "yes",
        "sign in",
    ]
