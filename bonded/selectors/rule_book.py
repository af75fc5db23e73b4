"""All rules whose findings this room keeps, by code: a finding is stored with its code and read with it."""

from bonded.rules import (
    amounts,
    applications,
    batches,
    booking,
    bulk_rules,
    filing,
    gate_pass_rules,
    inventories,
    inventory_life,
    ledger,
    lots,
    message_rules,
    parcels,
    passages,
    security,
    stock,
    stock_docs,
    stops,
    transfers,
    vehicles,
)
from kernel import rules as kernel_rules
from kernel.refusal import Rule
from kernel.web.findings import rule_table
from kernel.xml import rules as value_rules

BONDED_RULES = rule_table(
    *(
        module.RULES
        for module in (
            amounts, applications, booking, bulk_rules, filing, gate_pass_rules, inventories, inventory_life,
            ledger, lots, message_rules, passages, security, stock, stock_docs, stops, transfers, vehicles,
            kernel_rules, value_rules,
        )
    )
)  # fmt: skip


def job_rules() -> tuple[Rule, ...]:
    """The rules whose codes stand in the items of this room's job runs, for showing their sentences."""
    return (*batches.RULES, *parcels.RULES)
