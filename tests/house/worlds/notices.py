"""A notice to the firm, and one to everybody who is there already."""

from enterprises.facts import News, ToFirm, ToUsers
from enterprises.models import Notice, User
from enterprises.services.notices import notify
from kernel.orm.tx import intention
from tests.office import AT, Office


def things(office: Office) -> dict[str, object]:
    """The number of the firm's notice; whoever is made later has none to read."""
    assert office.broker.firm_id is not None
    everybody = ToUsers(frozenset(User.objects.values_list("pk", flat=True)))
    with intention():
        notify(
            [
                News("list_to_inspect", "NO-SUCH-LIST", ToFirm(office.broker.firm_id)),
                News("upload_done", "U-EVERYBODY", everybody),
            ],
            at=AT,
        )
    return {"enterprises:notice.number": Notice.objects.get(kind="list_to_inspect").number}
