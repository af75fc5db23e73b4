"""Every rule of this room by its code, for turning a stored finding back into its sentence."""

from declarations.rules import (
    change,
    content,
    content_list,
    drafts,
    elements,
    entry_merge,
    entry_rules,
    entry_tax,
    limits,
    match,
    positive,
    sender,
    tax,
    uploads,
    waiting,
)
from kernel.refusal import Rule

RULES: tuple[Rule, ...] = (
    *sender.RULES,
    *content.RULES,
    *elements.RULES,
    *content_list.RULES,
    *change.RULES,
    *drafts.RULES,
    *waiting.RULES,
    *match.RULES,
    *positive.RULES,
    *limits.RULES,
    *tax.RULES,
    *uploads.RULES,
    *entry_merge.RULES,
    *entry_rules.RULES,
    *entry_tax.RULES,
)

BY_CODE: dict[str, Rule] = {rule.code: rule for rule in RULES}
