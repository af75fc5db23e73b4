"""A run of the selection, as the desk looks at it."""

from kernel import clock
from kernel.orm.jobs import open_run
from supervision.selectors.runs import SELECT
from tests.office import AT, Office


def things(office: Office) -> dict[str, object]:
    """The words of its address."""
    day = clock.business_date(AT)
    open_run(SELECT, key=f"{day.isoformat()}/1", business_on=day, at=AT)
    return {"job": "selection", "day": day.isoformat(), "part": 1}
