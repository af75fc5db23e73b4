"""Making, revoking and using API tokens."""

from datetime import timedelta

import pytest

from enterprises.models import ApiToken
from enterprises.rules import access
from enterprises.selectors import actor_of_token
from enterprises.services.tokens import make_token, note_use, revoke_token
from kernel.refusal import Refused


def rules(caught):
    return [v.rule for v in caught.value.violations]


def test_the_raw_token_is_given_once_and_only_its_hash_is_kept(actor, at):
    made = make_token(actor=actor("broker"), name=" ERP ", at=at)
    row = ApiToken.objects.get()
    assert (row.name, row.prefix, row.firm_id) == ("ERP", made.prefix, actor("broker").firm_id)
    stored = [str(value) for value in ApiToken.objects.values_list().get()]
    assert not any(made.raw in value for value in stored)
    assert len(bytes(row.token_hash)) == 32


def test_a_token_acts_as_a_filer_of_its_firm_alone(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    program = actor_of_token(made.raw, at=at)
    assert program is not None
    assert (program.kind, program.roles, program.token_id) == ("firm", {"filer"}, made.token_id)
    assert program.firm_codes == actor("broker").firm_codes
    assert program.firm_kinds == {"declarant", "zone_operator"}


def test_a_revoked_token_is_nobody(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    revoke_token(actor=actor("broker"), prefix=made.prefix, at=at)
    assert actor_of_token(made.raw, at=at) is None
    row = ApiToken.objects.get()
    assert (row.revoked_at, row.revoked_by_id) == (at, actor("broker").user_id)


@pytest.mark.parametrize("raw", ["", "x", "cp_abcdefgh_" + "A" * 43])
def test_other_texts_are_nobody(office, at, raw):
    assert actor_of_token(raw, at=at) is None


@pytest.mark.parametrize("who", ["filer", "officer", "chief"])
def test_only_the_firm_administrator_makes_and_revokes(actor, at, who):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    with pytest.raises(Refused) as caught:
        make_token(actor=actor(who), name="ERP", at=at)
    assert rules(caught) == [access.FIRM_ADMIN_ONLY]
    with pytest.raises(Refused) as caught:
        revoke_token(actor=actor(who), prefix=made.prefix, at=at)
    assert rules(caught) == [access.FIRM_ADMIN_ONLY]
    assert ApiToken.objects.filter(revoked_at__isnull=True).count() == 1


def test_a_program_makes_no_tokens(actor, at):
    program = actor_of_token(make_token(actor=actor("broker"), name="ERP", at=at).raw, at=at)
    with pytest.raises(Refused):
        make_token(actor=program, name="another", at=at)
    assert ApiToken.objects.count() == 1


def test_a_strangers_token_cannot_be_revoked(actor, at):
    made = make_token(actor=actor("broker"), name="ERP", at=at)
    with pytest.raises(Refused) as caught:
        revoke_token(actor=actor("pay"), prefix=made.prefix, at=at)
    assert rules(caught) == [access.UNKNOWN_TOKEN]
    assert actor_of_token(made.raw, at=at) is not None


@pytest.mark.parametrize("name", ["", "  ", "x" * 65])
def test_a_token_has_a_name(actor, at, name):
    with pytest.raises(Refused) as caught:
        make_token(actor=actor("broker"), name=name, at=at)
    assert rules(caught) == [access.NO_TOKEN_NAME]
    assert caught.value.violations[0].path == "name"
    assert not ApiToken.objects.exists()


def test_use_is_written_at_most_once_a_minute(actor, at):
    token_id = make_token(actor=actor("broker"), name="ERP", at=at).token_id
    for seconds, expected in ((0, 0), (59, 0), (60, 60), (61, 60), (180, 180)):
        note_use(token_id, at=at + timedelta(seconds=seconds))
        assert ApiToken.objects.get().last_used_at == at + timedelta(seconds=expected)
