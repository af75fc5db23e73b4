"""What people choose to be told, and by which way."""

from collections.abc import Mapping

from enterprises.facts import Actor
from enterprises.models import NoticePreference
from enterprises.permissions import check_may_change_self
from enterprises.rules.notices import Choice, differing, judge_choices, kind_of, says_anything
from enterprises.selectors.readers import chosen_by
from kernel.orm.tx import intention
from kernel.refusal import Refused


def set_choices(*, actor: Actor, choices: Mapping[str, Choice]) -> None:
    """Keep what the actor wants for each kind (by its code); kinds left out stay as they are.

    Raises:
        Refused: a program asks, or there is no such kind.
    """
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = judge_choices(choices)
    if violations:
        raise Refused(*violations)
    with intention():
        chosen = chosen_by([actor.user_id]).get(actor.user_id, {})
        kept = {code: differing(wish, kind=kind_of(code), chosen=chosen) for code, wish in choices.items()}
        _keep(actor.user_id, {code: row for code, row in kept.items() if row != chosen.get(code)})


def mail_topic(*, actor: Actor, topic: str, mail: bool) -> None:
    """Have all kinds of a topic mailed, or none, those that come later included.

    Raises:
        Refused: a program asks, or there is no such topic.
    """
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = judge_choices([topic])
    if violations:
        raise Refused(*violations)
    with intention():
        chosen = chosen_by([actor.user_id]).get(actor.user_id, {})
        rows = {
            code: (bell, None)
            for code, (bell, _) in chosen.items()
            if code != topic and kind_of(code).topic == topic
        }
        _keep(actor.user_id, {**rows, topic: (chosen.get(topic, (None, None))[0], mail)})


def _keep(user_id: int, rows: Mapping[str, tuple[bool | None, bool | None]]) -> None:
    """Write these preferences, and forget those that say nothing any more."""
    empty = [code for code, row in rows.items() if not says_anything(row)]
    NoticePreference.objects.filter(user_id=user_id, code__in=empty).delete()
    NoticePreference.objects.bulk_create(
        [
            NoticePreference(user_id=user_id, code=code, bell=bell, mail=mail)
            for code, (bell, mail) in sorted(rows.items())
            if code not in empty
        ],
        update_conflicts=True,
        unique_fields=["user", "code"],
        update_fields=["bell", "mail"],
    )
