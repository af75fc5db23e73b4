"""The authority that ``shop`` gave the firm ``broker``, and an invitation of that firm."""

from enterprises.models import Authority, User
from enterprises.selectors import actor_of_user
from enterprises.selectors.people import link_token
from enterprises.services.invitations import invite
from kernel import clock
from tests.office import Office


def things(office: Office) -> dict[str, object]:
    """The number of the authority, the token of the invitation."""
    at = clock.now()
    number = Authority.objects.get(principal_id=office.shop.firm_id, agent_id=office.broker.firm_id).number
    broker = actor_of_user(User.objects.get(email="broker@demo.example"), at=at)
    invited = invite(actor=broker, email="invited@firm.example", role="filer", at=at)
    return {
        "enterprises:authority.number": number,
        "enterprises:authority_end.number": number,
        "enterprises:invitation.token": link_token(invited),
    }
