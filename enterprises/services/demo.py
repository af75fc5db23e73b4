"""Making the demo office: idempotent, each row looked for by its own key first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from enterprises import demo
from enterprises.models import (
    Authority,
    Firm,
    FirmGrade,
    FirmKind,
    GuaranteeAccount,
    Membership,
    Post,
    Team,
    User,
    UserKind,
)
from enterprises.rules import numbers
from enterprises.rules.identifiers import judge_credit_code, judge_customs_code
from enterprises.services.guarantee_accounts import Terms, open_account
from enterprises.services.numbering import next_no
from kernel.orm.tx import intention
from kernel.refusal import Refused

_SINCE, _UNTIL = date(2020, 1, 1), date(2030, 1, 1)


@dataclass(frozen=True)
class DemoMade:
    """How many rows are new."""

    firms: int
    teams: int
    people: int


def make_demo_office(*, at: datetime) -> DemoMade:
    """Make the teams, firms, people and the guarantee account of the demo office.

    Raises:
        PermissionError: outside the demo (PORTAL_DEMO=1).
        Refused: a code of the demo data is malformed.
    """
    if not settings.PORTAL_DEMO:
        raise PermissionError("the demo office exists only with PORTAL_DEMO=1")
    with intention():
        teams = {team.key: _team(team) for team in demo.TEAMS}
        firms = {firm.key: _firm(firm) for firm in demo.FIRMS}
        graded = {key for key, *_ in demo.GRADES if FirmGrade.objects.filter(firm=firms[key][0]).exists()}
        for key, grade, begins, ends, ground in demo.GRADES:
            if key not in graded:
                _grade(firms[key][0], grade=grade, begins=begins, ends=ends, ground=ground)
        key, number, limit = demo.GUARANTEE
        _account(firms[key][0], number=number, limit=limit, at=at)
        people = [_person(account, at=at) for account in demo.ACCOUNTS]
        for account, (user, _) in zip(demo.ACCOUNTS, people, strict=True):
            if account.role in demo.FIRM_ROLES:
                _membership(user, firm=firms[account.where][0], role=account.role, at=at)
            else:
                _post(user, team=teams[account.where][0], role=account.role)
        for principal, agent, scopes in demo.AUTHORITIES:
            _authority(firms[principal][0], agent=firms[agent][0], scopes=scopes, at=at)
    return DemoMade(*(sum(new for _, new in rows) for rows in (firms.values(), teams.values(), people)))


def _team(team: demo.DemoTeam) -> tuple[Team, bool]:
    """The team, and whether it is new."""
    return Team.objects.get_or_create(
        office=team.office, name=team.name, defaults={"lanes": list(team.lanes)}
    )


def _firm(firm: demo.DemoFirm) -> tuple[Firm, bool]:
    """The firm with its kinds, and whether it is new."""
    violations = judge_credit_code(firm.credit_code) + judge_customs_code(firm.customs_code)
    if violations:
        raise Refused(*violations)
    row, new = Firm.objects.get_or_create(
        customs_code=firm.customs_code,
        defaults={
            "credit_code": firm.credit_code,
            "name_zh": firm.name_zh,
            "name_en": firm.name_en,
            "platform_code": firm.platform_code or None,
            "dxp_id": firm.dxp_id,
            "since": _SINCE,
            "office": firm.office,
            "zone": firm.zone,
        },
    )
    for kind in firm.kinds:
        FirmKind.objects.get_or_create(firm=row, kind=kind, valid_to=None, defaults={"valid_from": _SINCE})
    return row, new


def _account(firm: Firm, *, number: str, limit: int, at: datetime) -> None:
    """The firm has the guarantee account, with its opening entry."""
    if not GuaranteeAccount.objects.filter(number=number).exists():
        terms = Terms(limit, _SINCE, beneficiary=firm.office)
        open_account(number, firm_id=firm.pk, terms=terms, at=at, actor_id=None)


def _grade(firm: Firm, *, grade: str, begins: str, ends: str, ground: str) -> None:
    """The firm has the grade from its first day on, until the first day after."""
    days = {
        "valid_from": date.fromisoformat(begins),
        "valid_to": date.fromisoformat(ends) if ends else None,
    }
    FirmGrade.objects.create(firm=firm, grade=grade, ground=ground, **days)


def _person(account: demo.Account, *, at: datetime) -> tuple[User, bool]:
    """The person, and whether it is new; a known person keeps the password."""
    known = User.objects.filter(email=account.email).first()
    if known is not None:
        return known, False
    kind = UserKind.FIRM if account.role in demo.FIRM_ROLES else UserKind.OFFICER
    return User.objects.create_user(
        account.email, demo.PASSWORD, name=account.name, kind=kind, joined_at=at
    ), True


def _membership(user: User, *, firm: Firm, role: str, at: datetime) -> None:
    """The person acts for the firm."""
    Membership.objects.get_or_create(
        user=user, firm=firm, ended_at=None, defaults={"role": role, "since": at}
    )


def _authority(principal: Firm, *, agent: Firm, scopes: tuple[str, ...], at: datetime) -> None:
    """The principal's first administrator has let the agent act for it; what was ended stays ended."""
    if Authority.objects.filter(principal=principal, agent=agent).exists():
        return
    admin = Membership.objects.filter(firm=principal, role="admin").order_by("id")[0].user
    Authority.objects.create(
        number=next_no(numbers.AUTHORITY, office=principal.office, at=at),
        principal=principal,
        agent=agent,
        scopes=list(scopes),
        valid_from=_SINCE,
        valid_to=_UNTIL,
        given_by=admin,
        given_at=at,
    )


def _post(user: User, *, team: Team, role: str) -> None:
    """The officer has the role in the team."""
    Post.objects.get_or_create(
        officer=user, team=team, role=role, valid_to=None, defaults={"valid_from": _SINCE}
    )
