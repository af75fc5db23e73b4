"""Two people write on the draft of one entry declaration: the second is told, and loses nothing."""

import pytest

from declarations.facts import EntryState as S
from kernel import clock
from tests.declarations.entries import drafted, fresh, home_sale
from tests.declarations.views.test_entries import TYPED
from tests.office import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def seen_on(client, url: str) -> str:
    """The version on which the form is opened."""
    return str(client.get(url).context["form"]["seen"].value())


@pytest.mark.parametrize("act", ["save", "declare"])
def test_the_second_is_told_and_loses_nothing(office, browser, act) -> None:
    entry, client = drafted(office, home_sale(office)), browser("broker")
    url = f"/declarations/entries/{entry.pre_no}/edit/"
    first, second = seen_on(client, url), seen_on(client, url)
    assert client.post(url, {**TYPED, "seen": first, "marks": "MINE", "act": "save"}).status_code == 302
    late = client.post(url, {**TYPED, "seen": second, "marks": "THEIRS", "act": act})
    assert late.status_code == 409
    assert "THEIRS" in late.content.decode() and "SYS-10" in late.content.decode()
    assert (fresh(entry).marks, fresh(entry).status) == ("MINE", S.DRAFT)
    knowing = str(late.context["form"]["seen"].value())
    assert client.post(url, {**TYPED, "seen": knowing, "marks": "THEIRS", "act": act}).status_code == 302
    assert fresh(entry).marks == "THEIRS"


def test_who_is_refused_goes_on_with_what_was_kept(office, browser) -> None:
    """Declaring keeps the draft first: the form that comes back stands on that."""
    entry, client = drafted(office, home_sale(office)), browser("broker")
    url = f"/declarations/entries/{entry.pre_no}/edit/"
    lacking = {**TYPED, "seen": seen_on(client, url), "packages": "", "act": "declare"}
    refused = client.post(url, lacking)
    assert refused.status_code == 422
    again = str(refused.context["form"]["seen"].value())
    assert client.post(url, {**TYPED, "seen": again, "act": "declare"}).status_code == 302
    assert fresh(entry).status == S.DECLARED
