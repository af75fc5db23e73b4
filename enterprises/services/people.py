"""What people change about themselves."""

from datetime import datetime

from enterprises.facts import Actor
from enterprises.models import Language, User
from enterprises.permissions import check_may_change_self
from enterprises.rules import access
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation


def set_language(*, actor: Actor, language: str, at: datetime) -> None:
    """Choose the language in which the portal speaks to the person.

    Raises:
        Refused: a program asks, or there is no such language.
    """
    del at  # a preference has no history
    check_may_change_self(actor)
    assert actor.user_id is not None
    if language not in Language.values:
        raise Refused(Violation(access.UNKNOWN_LANGUAGE, "language"))
    with intention():
        User.objects.filter(pk=actor.user_id).update(language=language)


def set_name(*, actor: Actor, name: str, at: datetime) -> None:
    """Change one's own name as others see it.

    Raises:
        Refused: a program asks, or no name is given.
    """
    del at
    check_may_change_self(actor)
    assert actor.user_id is not None
    violations = access.judge_name(name, rule=access.NO_NAME)
    if violations:
        raise Refused(*violations)
    with intention():
        User.objects.filter(pk=actor.user_id).update(name=name.strip())
