"""What stands for many tests is for each of them as if it had been made for it alone."""

from contextlib import suppress
from datetime import date

import pytest
from django.db import IntegrityError

from enterprises.models import Firm
from tests.office import Office

SHOP = "430166A001"


@pytest.fixture
def office(office_stage, db) -> Office:
    return office_stage()


@pytest.mark.parametrize("turn", ["first", "second", "third"])
def test_each_finds_the_office_as_it_was_made(office, turn):
    shop = Firm.objects.get(customs_code=SHOP)
    assert shop.pk == office.shop.firm_id
    assert shop.name_zh != "改"
    Firm.objects.filter(pk=shop.pk).update(name_zh="改")
    if turn == "first":  # and leaves a broken transaction
        with suppress(IntegrityError):
            Firm.objects.create(customs_code=SHOP, credit_code="x", name_zh="x", since=date(2020, 1, 1))


def test_who_does_not_ask_for_it_finds_nothing(db):
    assert not Firm.objects.exists()


@pytest.mark.django_db
def test_whose_own_transaction_has_begun_has_an_office_too(office):
    assert Firm.objects.get(customs_code=SHOP).pk == office.shop.firm_id


def test_who_commits_has_one_that_others_see(transactional_db, office):
    assert Firm.objects.get(customs_code=SHOP).pk == office.shop.firm_id
