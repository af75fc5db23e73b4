"""The sentences of stored findings, in the reader's language."""

from collections.abc import Iterable

from bonded.selectors import spoken_rules as stock_rules
from declarations.messages.rules import RULES as MESSAGE_RULES
from declarations.models import Finding
from declarations.rules.register import RULES
from enterprises.selectors import spoken_rules as guarantee_rules
from kernel.web import findings as words

_BY_CODE = words.rule_table(RULES, MESSAGE_RULES, stock_rules(), guarantee_rules())


def shown(found: Iterable[Finding]) -> list[words.Finding]:
    """Stored findings ready to be shown: code, severity, paths and the translated sentence."""
    return [
        words.stored(f.rule_code, rules=_BY_CODE, path=f.path, against=f.against, args=f.args) for f in found
    ]
