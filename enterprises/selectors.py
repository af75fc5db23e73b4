"""Reading this room: actors, firms by code, and the lists of its pages, always scoped by the Actor."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import F, Prefetch, Q, QuerySet, Sum

from codelists.selectors import office_and_below
from enterprises.facts import Actor, FirmFact
from enterprises.models import (
    ApiToken,
    Firm,
    FirmGrade,
    FirmGradeName,
    FirmKind,
    GuaranteeAccount,
    GuaranteeEntry,
    Membership,
    Post,
    ReadingChange,
    User,
    UserKind,
)
from enterprises.permissions import check_may_see_firms, check_may_see_own_firm
from enterprises.rules import guarantee
from enterprises.rules.tokens import hash_of, looks_like_token
from kernel.clock import business_date
from kernel.refusal import Rule


def _kinds_on(day: date) -> QuerySet[FirmKind]:
    """Kinds in force on ``day``."""
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=day)
    return FirmKind.objects.filter(open_end, valid_from__lte=day).order_by("id")


def codes_of(firm: Firm) -> frozenset[str]:
    """Every code that messages may name the firm by."""
    return frozenset(filter(None, (firm.credit_code, firm.customs_code, firm.platform_code)))


def firms_by_code(codes: Iterable[str], *, on: date | None = None) -> dict[str, FirmFact]:
    """The firms that the codes name: each known code of ``codes`` is a key, unknown ones are left out.

    Two queries however many codes. ``on``: the day whose kinds count; without it the kinds that
    are open-ended now.
    """
    wanted = {code for code in codes if code}
    if not wanted:
        return {}
    kinds = FirmKind.objects.filter(valid_to__isnull=True).order_by("id") if on is None else _kinds_on(on)
    named = Q(credit_code__in=wanted) | Q(customs_code__in=wanted) | Q(platform_code__in=wanted)
    found = Firm.objects.filter(named).prefetch_related(Prefetch("kinds", kinds, to_attr="kinds_now"))
    facts = {}
    for firm in found.order_by("id"):
        fact = _fact(firm)
        facts.update(dict.fromkeys(fact.codes & wanted, fact))
    return facts


def grades_of(firm_ids: Iterable[int], *, on: date) -> dict[int, str]:
    """The credit grade of each of the firms on the day; those without a row have no special grade.

    One query however many firms.
    """
    wanted = set(firm_ids)
    if not wanted:
        return {}
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = FirmGrade.objects.filter(open_end, firm_id__in=wanted, valid_from__lte=on)
    graded = dict(rows.values_list("firm_id", "grade"))
    return {firm_id: graded.get(firm_id, FirmGradeName.DEFAULT.value) for firm_id in wanted}


def grade_name(firm: Firm, *, on: date) -> str:
    """The firm's credit grade on the day, in the reader's language."""
    return str(FirmGradeName(grades_of([firm.pk], on=on)[firm.pk]).label)


def _fact(firm: Firm) -> FirmFact:
    """The firm as other rooms see it; its kinds were fetched into ``kinds_now``."""
    kinds = frozenset(row.kind for row in firm.kinds_now)  # type: ignore[attr-defined]
    return FirmFact(firm.pk, codes_of(firm), kinds, firm.name_zh, firm.tolerant)


def actor_of_user(user: User, *, at: datetime, firm_id: int | None = None) -> Actor:
    """The person as an actor now; ``firm_id`` chooses among several firms, else the first counts.

    A firm person without a membership and an officer without a post get an actor that may do
    nothing but change their own profile.
    """
    if user.kind == UserKind.OFFICER:
        return _officer(user, on=business_date(at))
    rows = Membership.objects.filter(user=user, ended_at__isnull=True, since__lte=at)
    memberships = list(rows.select_related("firm").order_by("id"))
    chosen = next((m for m in memberships if m.firm_id == firm_id), next(iter(memberships), None))
    if chosen is None:
        return Actor(user_id=user.pk, kind="firm", language=user.language, name=user.name)
    return _firm_actor(chosen.firm, user=user, roles={chosen.role}, on=business_date(at))


def _officer(user: User, *, on: date) -> Actor:
    """The officer; the latest post in force gives the team, roles count in their own team only."""
    open_end = Q(valid_to__isnull=True) | Q(valid_to__gt=on)
    rows = Post.objects.filter(open_end, officer=user, valid_from__lte=on)
    posts = list(rows.select_related("team").order_by("-valid_from", "-id"))
    if not posts:
        return Actor(user_id=user.pk, kind="officer", language=user.language, name=user.name)
    team = posts[0].team
    return Actor(
        user_id=user.pk,
        kind="officer",
        roles=frozenset(post.role for post in posts if post.team_id == team.pk),
        office=team.office,
        offices=frozenset({team.office}) | office_and_below(team.office, on=on),
        team_id=team.pk,
        team_lanes=frozenset(team.lanes),
        language=user.language,
        name=user.name,
    )


def _firm_actor(firm: Firm, *, user: User, roles: set[str], on: date, token_id: int | None = None) -> Actor:
    """Somebody who acts for a firm, in person or by a token."""
    return Actor(
        user_id=user.pk,
        kind="firm",
        firm_id=firm.pk,
        firm_codes=codes_of(firm),
        firm_kinds=frozenset(_kinds_on(on).filter(firm=firm).values_list("kind", flat=True)),
        roles=frozenset(roles),
        token_id=token_id,
        language=user.language,
        name=user.name,
        firm_name=firm.name_zh,
    )


def actor_of_token(raw: str, *, at: datetime) -> Actor | None:
    """The firm's program behind a raw token, or None: unknown, revoked, or not a token at all.

    It acts as a filer of the firm, in the name of the person who made the token.
    """
    if not looks_like_token(raw):
        return None
    rows = ApiToken.objects.filter(token_hash=hash_of(raw), revoked_at__isnull=True, created_at__lte=at)
    token = rows.select_related("firm", "created_by").first()
    if token is None:
        return None
    on = business_date(at)
    return _firm_actor(token.firm, user=token.created_by, roles={"filer"}, on=on, token_id=token.pk)


def firms_of(actor: Actor) -> QuerySet[Firm]:
    """The firms that the person may act for, for the switch in the shell."""
    if actor.user_id is None or actor.token_id is not None:
        return Firm.objects.none()
    rows = Membership.objects.filter(user_id=actor.user_id, ended_at__isnull=True).values("firm_id")
    return Firm.objects.filter(pk__in=rows).order_by("id")


def own_firm(actor: Actor) -> Firm:
    """The actor's own firm with its kinds."""
    check_may_see_own_firm(actor)
    assert actor.firm_id is not None
    return Firm.objects.prefetch_related("kinds").get(pk=actor.firm_id)


def people(firm: Firm) -> QuerySet[Membership]:
    """Everybody who ever acted for the firm, those who still do first."""
    rows = Membership.objects.filter(firm=firm).select_related("user")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "id")


def tokens(firm: Firm) -> QuerySet[ApiToken]:
    """The firm's tokens, newest first."""
    return ApiToken.objects.filter(firm=firm).select_related("created_by", "revoked_by").order_by("-id")


def guarantees(firm: Firm) -> QuerySet[GuaranteeAccount]:
    """The firm's guarantee accounts, those that end last first."""
    return GuaranteeAccount.objects.filter(firm=firm).order_by(F("valid_to").desc(nulls_first=True), "id")


def guarantee_entries(accounts: Iterable[GuaranteeAccount]) -> QuerySet[GuaranteeEntry]:
    """All movements on the accounts, to be paged by ``-id``."""
    return GuaranteeEntry.objects.filter(account_id__in=[account.pk for account in accounts])


def directory(actor: Actor, *, words: str = "", kind: str = "") -> QuerySet[Firm]:
    """All firms for officers, narrowed by code or name and by kind; to be paged by ``id``."""
    check_may_see_firms(actor)
    firms = Firm.objects.prefetch_related(
        Prefetch("kinds", FirmKind.objects.filter(valid_to__isnull=True).order_by("id"))
    )
    words = words.strip()
    if words:
        by_code = Q(credit_code__istartswith=words) | Q(customs_code__istartswith=words)
        by_name = Q(name_zh__icontains=words) | Q(name_en__icontains=words)
        firms = firms.filter(by_code | by_name | Q(platform_code__istartswith=words))
    if kind:
        firms = firms.filter(
            pk__in=FirmKind.objects.filter(kind=kind, valid_to__isnull=True).values("firm_id")
        )
    return firms


def firm_for_officer(actor: Actor, *, customs_code: str) -> Firm | None:
    """One firm with its kinds, by its customs code, for officers."""
    check_may_see_firms(actor)
    firms = Firm.objects.prefetch_related("kinds")
    return firms.filter(customs_code=customs_code).first()


def reading_changes(firm: Firm) -> QuerySet[ReadingChange]:
    """When, why and by whom the reading of the firm's messages was changed, newest first."""
    return ReadingChange.objects.filter(firm=firm).select_related("by").order_by("-id")


def audit_enterprises() -> list[str]:
    """What is wrong with guarantees: entries without an account, accounts that entries do not add up to."""
    sums = GuaranteeEntry.objects.values("account_id").annotate(
        held=Sum("fen", filter=Q(kind="hold"), default=0),
        given=Sum("fen", filter=Q(kind="give_back"), default=0),
    )
    proven = {row["account_id"]: row["held"] - row["given"] for row in sums}
    found = []
    for account in GuaranteeAccount.objects.order_by("id").iterator():
        held = proven.pop(account.pk, 0)
        if held != account.held_fen:
            found.append(f"guarantee {account.number}: holds {account.held_fen} fen, entries say {held}")
    found += [f"guarantee entries without account {account_id}" for account_id in sorted(proven)]
    return found


def spoken_rules() -> tuple[Rule, ...]:
    """The rules whose codes stand in findings of other rooms, for showing their sentences."""
    return guarantee.RULES


def actor_of_firm(code: str, *, at: datetime) -> Actor | None:
    """The firm with this code acting by itself, for the operator's commands; None where nobody has it."""
    fact = firms_by_code([code], on=business_date(at)).get(code)
    if fact is None:
        return None
    return Actor(
        user_id=None,
        kind="firm",
        firm_id=fact.id,
        firm_codes=fact.codes,
        firm_kinds=fact.kinds,
        roles=frozenset({"filer"}),
        firm_name=fact.name,
    )
