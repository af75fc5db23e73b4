"""The nightly proof of this room: no orphan, and every running total is the sum of its entries."""

from declarations.sets.audit import account_differences, orphans


def audit_declarations() -> list[str]:
    """One sentence for each broken reference or total; empty when everything holds."""
    problems = [f"{table}: {count} rows without {parent}" for table, parent, count in orphans() if count]
    problems += [
        f"buyer's year {year} {goods or 'value'}: running total {used}, entries {booked}"
        for year, goods, used, booked in account_differences()
    ]
    return problems
