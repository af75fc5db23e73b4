"""What the nightly audit asks the foundation."""

from kernel.orm.outbox import problems


def audit_outbox() -> list[str]:
    """What should have left the portal and was given up."""
    return problems()
