"""Twin doors: the same declarations by API, file, command and form leave the same rows and reasons."""

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client

from declarations.demo import PARTIES
from declarations.models import Finding, ImportList, ListState, Upload
from declarations.samples import GOODS, Declaration, message, sender_of
from declarations.selectors import uploads as found
from declarations.services.uploads import receive_upload
from enterprises.models import User
from enterprises.services.tokens import make_token
from tests.doors.rows import snapshot
from tests.office import AT, CODES, Office, changed, purchase

_FIRMS = {"311": "shop", "411": "pay", "511": "express", "621": "broker"}
_CODES = {
    "shop": PARTIES.merchant, "pay": PARTIES.payment, "express": PARTIES.carrier, "broker": PARTIES.declarant,
}  # fmt: skip


class Case(NamedTuple):
    """A declaration, which of its documents come, who sends the list, and what must come of it."""

    declaration: Declaration
    status: int | None
    rules: set[str]
    codes: tuple[str, ...] = CODES
    declarant: str = "broker"


def _line_changed(one: Declaration, **elements: str) -> Declaration:
    head, lines = one.lst
    return one._replace(lst=(head, [lines[0] | elements, *lines[1:]]))


def _without(one: Declaration, name: str) -> Declaration:
    head, lines = one.lst
    return one._replace(lst=({key: text for key, text in head.items() if key != name}, lines))


_DEAR = (GOODS[0]._replace(price=Decimal("2700.00")),)
CASES = {
    "good 1210": Case(purchase(1, lines=3), 120, set()),
    "good 9610": Case(purchase(2, mode="9610", lines=2), 120, set()),
    "payment differs": Case(changed(purchase(3), "411", amountPaid="1.00"), 100, {"MAT-01"}),
    "missing document": Case(purchase(4), 3, set(), codes=("311", "511", "621")),
    "unknown goods": Case(_line_changed(purchase(5), gcode="9999999999"), None, {"LIS-14"}),
    "limit exceeded": Case(purchase(1, goods=_DEAR), 100, {"LIM-01"}),
    "structural fault": Case(_without(purchase(6), "buyerName"), None, {"MSG-01"}),
    "wrong sender": Case(purchase(7), None, {"SEN-04"}, declarant="shop"),
}


def _raw(case: Case, code: str) -> tuple[str, bytes]:
    """Who sends the document, and the message."""
    who = case.declarant if code == "621" else _FIRMS[code]
    sender = _CODES[who] if code == "621" else sender_of(code, parties=PARTIES)
    return who, message(code, sheets=[case.declaration.sheet(code)], sender=sender, dxp_id=PARTIES.dxp_id)


def _codes_in(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]{3}-\d{2,3}\b", text))


def by_api(office: Office, who: str, raw: bytes, folder: Path) -> set[str]:
    """A program of the firm posts the message."""
    token = make_token(actor=getattr(office, who), name="twin", at=AT).raw
    answer = Client().post(
        "/api/v1/ceb/messages",
        raw,
        content_type="application/xml",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 202, answer.content
    return _codes_in(answer.content.decode())


def by_command(office: Office, who: str, raw: bytes, folder: Path) -> set[str]:
    """The operator receives a file for the firm."""
    path, told = folder / "message.xml", folder / "told.txt"
    path.write_bytes(raw)
    with told.open("w") as out:
        call_command("receive", path, firm=_CODES[who][0], stdout=out)
    return _codes_in(told.read_text())


def by_file(office: Office, who: str, raw: bytes, folder: Path) -> set[str]:
    """A person of the firm uploads the file, and a worker receives it."""
    answer = _browser(who).post("/declarations/upload/", {"files": SimpleUploadedFile("m.xml", raw)})
    assert answer.status_code == 302, answer.content.decode()
    upload = Upload.objects.get(number=answer.url.split("/")[-2])
    assert receive_upload(upload.pk, at=AT) == 1
    (row,) = found.part_rows(list(found.parts_of(upload)))
    return {finding.code for finding in row.findings}


def by_form(office: Office, who: str, declaration: Declaration) -> set[str]:
    """A person types the list into the form and files it."""
    head, lines = declaration.lst
    typed = {name: text for name, text in head.items() if name not in ("guid", "appTime")}
    for n, line in enumerate(lines, start=1):
        typed |= {f"lines-{n}-{name}": text for name, text in line.items()}
    data = typed | {"line": [str(n) for n in range(1, len(lines) + 1)], "version": "0", "do": "file"}
    answer = _browser(who).post("/declarations/drafts/D20260512-TW1NTW1N/", data)
    assert answer.status_code in (302, 422), answer.content.decode()[:2000]
    return _codes_in(answer.content.decode())


def _browser(who: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{who}@demo.example"))
    return client


def _after(send: Callable[[], set[str]]) -> tuple[dict[str, list[object]], set[str], int | None]:
    """The rows after ``send``, what the last door said, and the list's status; then all is undone."""
    block = transaction.atomic()
    block._from_testcase = True  # the doors open their own durable transactions inside
    with block:
        said = send()
        rows = snapshot()
        status = ListState.objects.values_list("status", flat=True).first()
        transaction.set_rollback(True)
    return rows, said, status


@pytest.fixture(params=CASES, ids=lambda name: name.replace(" ", "-"))
def case(request: pytest.FixtureRequest) -> Case:
    """One row of the table."""
    return CASES[request.param]


def test_every_door_leaves_the_same_rows_and_reasons(office, case, tmp_path):
    """API, file and command for all documents; the form for the list, its companions by API."""

    def through(door) -> Callable[[], set[str]]:
        return lambda: [door(office, *_raw(case, code), tmp_path) for code in case.codes][-1]

    def with_the_form() -> set[str]:
        for code in case.codes[:-1]:
            by_api(office, *_raw(case, code), tmp_path)
        return by_form(office, case.declarant, case.declaration)

    rows, said, status = _after(through(by_api))
    assert status == case.status
    refusing = {r["rule_code"] for r in rows["Finding"] if r["severity"] == "refuse"}
    assert refusing == case.rules
    assert bool(rows["ListLine"]) is (case.status is not None)
    for door in (by_file, by_command):
        door_rows, door_said, door_status = _after(through(door))
        _assert_same(door_rows, rows)
        assert door_status == status
        # The page of an upload is read later and shows what the judgement found as well.
        assert door_said == said if door is by_command else door_said >= said
    form_rows, form_said, form_status = _after(with_the_form)
    _assert_same(form_rows, rows)
    assert form_status == status
    if case.status is None:
        assert form_said >= case.rules


def _assert_same(mine, others) -> None:
    assert mine.keys() == others.keys()
    for table in others:
        assert mine[table] == others[table], table


def test_nothing_is_left_between_the_doors(office, tmp_path):
    """The comparison itself: what one door wrote is undone before the next begins."""
    case = CASES["good 1210"]
    before = snapshot()
    rows, _, _ = _after(lambda: by_api(office, *_raw(case, "311"), tmp_path))
    assert rows != before and snapshot() == before
    assert not ImportList.objects.exists() and not Finding.objects.exists()
