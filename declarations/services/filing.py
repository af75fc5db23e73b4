"""One document on its way in, and what is answered about it."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from declarations.facts import Facts
from declarations.messages.reading import ParsedDocument
from declarations.sets.shapes import Shape
from kernel.refusal import Violation

STORED, REFUSED, REPEATED, NOT_SERVED = "stored", "refused", "repeated", "not_served"


@dataclass(slots=True)
class Filing:
    """One document of one message while it is being accepted.

    ``head`` and ``lines`` are typed by the message definitions; ``twin_id`` is the stored document
    that a repetition repeats, ``replaces`` the version that a change takes the place of,
    ``principal_id`` the merchant that a list is filed for, where the portal knows it.
    ``violations`` hold refusals and warnings together.
    """

    inbox_id: int
    firm_id: int
    document: ParsedDocument
    shape: Shape | None
    signed: bool
    head: dict[str, Any] = field(default_factory=dict)
    lines: list[dict[str, Any]] = field(default_factory=list)
    facts: Facts | None = None
    digest: bytes = b""
    violations: tuple[Violation, ...] = ()
    outcome: str = STORED
    id: int = 0
    revision: int = 1
    reuse: int = 0
    pre_no: str = ""
    twin_id: int | None = None
    replaces: int | None = None
    principal_id: int | None = None

    @property
    def key(self) -> tuple[str, str]:
        """The two parts of the business key as sent (empty where the element is missing)."""
        names = self.shape.key_elements if self.shape else ("", "")
        return self.document.head.get(names[0], ""), self.document.head.get(names[1], "")

    def refuse(self, violations: tuple[Violation, ...]) -> None:
        """Add violations; the first refusing one stops the document."""
        self.violations += violations
        if any(v.refuses for v in violations):
            self.outcome = REFUSED


class DocumentResult(NamedTuple):
    """What became of one document; ``public_no`` is its business number for people."""

    position: int
    code: str
    key: str
    outcome: str
    document_id: int | None
    public_no: str
    violations: tuple[Violation, ...]


class MessageResult(NamedTuple):
    """What became of one message; ``repeated``: the same bytes were taken before as ``inbox_id``."""

    inbox_id: int
    code: str
    guid: str
    repeated: bool
    documents: tuple[DocumentResult, ...]
    violations: tuple[Violation, ...]
