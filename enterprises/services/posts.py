"""Giving officers their posts and ending them; making officers' accounts and teams."""

from collections.abc import Sequence
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q

from enterprises.facts import Actor, News, ToUsers
from enterprises.models import Post, PostChange, PostVerb, Team, User, UserKind
from enterprises.permissions import check_may_manage_posts
from enterprises.rules import access
from enterprises.rules import posts as law
from enterprises.rules.people import NO_ADDRESS, normal_address
from enterprises.services.notices import notify
from enterprises.services.unproven import drop_unproven
from kernel.clock import business_date
from kernel.orm import outbox
from kernel.orm.locks import lock_rows
from kernel.orm.tx import intention
from kernel.refusal import Refused, Violation

MAIL = "welcome"
_OFFICE_DIGITS, _LONGEST_NAME = 4, 64


def give_post(*, actor: Actor, email: str, team_id: int, role: str, valid_from: date, at: datetime) -> Post:
    """Give an officer a post in a team of one's own offices.

    Raises:
        Refused: not a chief (or the operator), no such officer or team, a team or an officer of another
            office, a day in the past, the officer has the post, oneself, or a chief beside oneself.
    """
    check_may_manage_posts(actor)
    with intention():
        officer = User.objects.filter(email=normal_address(email), kind=UserKind.OFFICER).first()
        if officer is None:
            raise Refused(Violation(law.NO_OFFICER, "email"))
        return _give(actor, officer=officer, team_id=team_id, role=role, valid_from=valid_from, at=at)


def make_officer(
    *, actor: Actor, email: str, name: str, team_id: int, role: str, valid_from: date, at: datetime
) -> Post:
    """Make an officer's account with a first post; a mail lets them set the password.

    The chief (or the operator) answers for the address, so it counts as confirmed; whoever signed up with
    it and never confirmed it is forgotten.

    Raises:
        Refused: as ``give_post``; no address or name, or somebody has an account with it.
    """
    check_may_manage_posts(actor)
    address = normal_address(email)
    violations = _judge_person(address, name=name)
    with intention():
        drop_unproven(address)
        if User.objects.filter(email=address).exists():
            violations += (Violation(law.ADDRESS_TAKEN, "email"),)
        if violations:
            raise Refused(*violations)
        officer = User.objects.create_user(address, name=name.strip(), kind=UserKind.OFFICER, joined_at=at)
        EmailAddress.objects.create(user=officer, email=address, verified=True, primary=True)
        post = _give(actor, officer=officer, team_id=team_id, role=role, valid_from=valid_from, at=at)
        outbox.put(MAIL, key=f"{MAIL}:{officer.pk}", payload={"user": officer.pk}, at=at)
    return post


def end_post(*, actor: Actor, post_id: int, reason: str, at: datetime) -> Post:
    """End a post of one's own offices today: from now on it gives nothing.

    Raises:
        Refused: not a chief, no such post, no reason, or the office's last chief.
    """
    check_may_manage_posts(actor)
    violations = access.judge_reason(reason, rule=law.NO_END_REASON)
    today = business_date(at)
    with intention():
        post = _post_of(actor, post_id=post_id, today=today)
        violations += law.judge_end(post.role, chiefs=_chiefs(post, today=today))
        if violations:
            raise Refused(*violations)
        post.valid_to = law.last_day(post.valid_from, today=today)
        post.save(update_fields=["valid_to"])
        _log(post, verb=PostVerb.ENDED, actor=actor, at=at, reason=reason.strip())
    return post


def make_team(*, actor: Actor, office: str, name: str, lanes: Sequence[str]) -> Team:
    """Make a team of an office, for the operator's command.

    Raises:
        Refused: not the operator or a chief of the office, no office or name.
    """
    check_may_manage_posts(actor)
    fits = len(office) == _OFFICE_DIGITS and office.isascii() and office.isdigit()
    if not fits or not 1 <= len(name.strip()) <= _LONGEST_NAME:
        raise Refused(Violation(law.NO_TEAM))
    if not actor.is_system and office not in actor.offices:
        raise Refused(Violation(law.OTHER_OFFICE, "team"))
    with intention():
        return Team.objects.get_or_create(office=office, name=name.strip(), defaults={"lanes": list(lanes)})[
            0
        ]


def _give(actor: Actor, *, officer: User, team_id: int, role: str, valid_from: date, at: datetime) -> Post:
    """Write the post and its line in the log."""
    today = business_date(at)
    teams = lock_rows(Team, keys=[team_id])
    if not teams:
        raise Refused(Violation(law.OTHER_OFFICE, "team"))
    open_ones = Post.objects.filter(_open_on(today), officer=officer).select_related("team")
    held = tuple(law.HeldPost(post.team_id, post.team.office, post.role) for post in open_ones)
    wish = law.PostWish(team_id, teams[0].office, role, valid_from)
    giver = law.Giver(actor.offices, actor.office, to_oneself=officer.pk == actor.user_id)
    violations = law.judge_post(wish, held=held, giver=None if actor.is_system else giver, today=today)
    if violations:
        raise Refused(*violations)
    post = Post.objects.create(officer=officer, team=teams[0], role=role, valid_from=valid_from)
    _log(post, verb=PostVerb.GIVEN, actor=actor, at=at)
    return post


def _post_of(actor: Actor, *, post_id: int, today: date) -> Post:
    """The open post of the actor's offices, all teams of its office locked: chiefs are counted next."""
    found = Post.objects.filter(_open_on(today), pk=post_id).select_related("team").first()
    if found is None or not (actor.is_system or found.team.office in actor.offices):
        raise Refused(Violation(law.NO_POST))
    lock_rows(Team, keys=Team.objects.filter(office=found.team.office).values_list("pk", flat=True))
    still = Post.objects.filter(_open_on(today), pk=post_id).select_related("team", "officer").first()
    if still is None:
        raise Refused(Violation(law.NO_POST))
    return still


def _chiefs(post: Post, *, today: date) -> int:
    """How many are chief of the post's office: this post, and everybody who is it by another one."""
    chiefs = Post.objects.filter(
        _open_on(today), team__office=post.team.office, role=law.CHIEF, valid_from__lte=today
    )
    others = chiefs.filter(officer__is_active=True).exclude(pk=post.pk)
    return 1 + others.values("officer_id").distinct().count()


def _open_on(day: date) -> Q:
    """Posts that have not ended by the day; they may begin later."""
    return Q(valid_to__isnull=True) | Q(valid_to__gt=day)


def _judge_person(email: str, *, name: str) -> tuple[Violation, ...]:
    """Whether the address and the name can be somebody's."""
    violations = access.judge_name(name, rule=law.NO_NAME)
    try:
        validate_email(email)
    except ValidationError:
        violations += (Violation(NO_ADDRESS, "email"),)
    return violations


def _log(post: Post, *, verb: str, actor: Actor, at: datetime, reason: str = "") -> None:
    """One line of the log of posts, and the officer hears of it."""
    day = post.valid_to if verb == PostVerb.ENDED and post.valid_to else post.valid_from
    PostChange.objects.create(
        post=post, verb=verb, role=post.role, day=day, reason=reason, by_id=actor.user_id, at=at
    )
    told, to = (("team", post.team.name),), ToUsers(frozenset({post.officer_id}))
    kind = "post_ended" if verb == PostVerb.ENDED else "post_given"
    notify([News(kind, "", to, told)], at=at)
