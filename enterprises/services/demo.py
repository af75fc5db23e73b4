"""Making the demo office: idempotent, each row looked for by its own key first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from enterprises import demo
from enterprises.models import (
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
from enterprises.rules.identifiers import judge_credit_code, judge_customs_code
from kernel.orm.tx import intention
from kernel.refusal import Refused

_SINCE = date(2020, 1, 1)


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
        for key, grade, ground in demo.GRADES:
            _grade(firms[key][0], grade=grade, ground=ground)
        key, number, limit = demo.GUARANTEE
        GuaranteeAccount.objects.get_or_create(
            number=number, defaults={"firm": firms[key][0], "limit_fen": limit, "valid_from": _SINCE}
        )
        people = [_person(account, at=at) for account in demo.ACCOUNTS]
        for account, (user, _) in zip(demo.ACCOUNTS, people, strict=True):
            if account.role in demo.FIRM_ROLES:
                _membership(user, firm=firms[account.where][0], role=account.role, at=at)
            else:
                _post(user, team=teams[account.where][0], role=account.role)
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


def _grade(firm: Firm, *, grade: str, ground: str) -> None:
    """The firm has the grade from the first day of the demo; what came later is left alone."""
    FirmGrade.objects.get_or_create(firm=firm, valid_from=_SINCE, defaults={"grade": grade, "ground": ground})


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


def _post(user: User, *, team: Team, role: str) -> None:
    """The officer has the role in the team."""
    Post.objects.get_or_create(
        officer=user, team=team, role=role, valid_to=None, defaults={"valid_from": _SINCE}
    )
