"""The machine door's lock: ``Authorization: Bearer <token>``; a browser session opens nothing here."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from enterprises.facts import Actor
from enterprises.selectors import actor_of_token
from enterprises.services.tokens import note_use
from kernel import clock


class TokenUser:
    """What DRF calls a user: only whether somebody was authenticated; the Actor is ``request.auth``."""

    is_authenticated = True
    is_active = True

    def __init__(self, actor: Actor) -> None:
        self.pk = self.id = actor.user_id
        self.actor = actor


class TokenAuthentication(BaseAuthentication):
    """Authenticates a firm's program; ``request.auth`` is its Actor."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[TokenUser, Actor] | None:
        """The actor of the token, None without the header, a refusal for a token not in force."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        at = clock.now()
        actor = actor_of_token(parts[1].decode("ascii", "replace"), at=at) if len(parts) == 2 else None
        if actor is None or actor.token_id is None:
            raise AuthenticationFailed("This token is unknown or was revoked.")
        note_use(actor.token_id, at=at)
        request._request.actor = actor  # type: ignore[attr-defined]
        return TokenUser(actor), actor

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return self.keyword


class TokenScheme(OpenApiAuthenticationExtension):
    """How the OpenAPI description names the token."""

    target_class = "enterprises.api.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """An HTTP bearer token."""
        return {"type": "http", "scheme": "bearer"}
