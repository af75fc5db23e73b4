"""What a message definition is made of; its tables of elements are read by ``kernel.xml.shape``."""

from dataclasses import dataclass
from enum import StrEnum

from kernel.xml.shape import UNBOUNDED as UNBOUNDED
from kernel.xml.shape import Element as Element
from kernel.xml.shape import Entity as Entity
from kernel.xml.shape import Kind as Kind
from kernel.xml.shape import entity as entity


class Signing(StrEnum):
    """Whether a message carries an XML signature."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True, eq=False)
class MessageDef:
    """One message: ``document`` is the repeated element, equal to the head's name where it has no wrapper.

    ``receipt`` is the code of the answering message, ``""`` where there is none; a maximum of None is
    unbounded.
    """

    code: str
    zh: str
    en: str
    document: str
    head: Entity
    lines: Entity | None = None
    receipt: str = ""
    signing: Signing = Signing.NONE
    has_transfer: bool = False
    max_documents: int | None = 100
    max_lines: int | None = 99

    @property
    def root(self) -> str:
        """The root element's name."""
        return f"CEB{self.code}Message"

    @property
    def flat(self) -> bool:
        """Whether the head stands directly under the root."""
        return self.document == self.head.name
