"""What machine doors share: raw bodies, tokens that are counted, and how refusals and findings look."""

import logging
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError
from rest_framework import serializers
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

log = logging.getLogger(__name__)


class RawXml(BaseParser):
    """Hands the bytes over as they came; reading them is the business of the messages layer."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The body, one byte more than allowed at the most."""
        return stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)


class Busy(APIException):
    """Others hold the same orders: nothing was written, the same request may be sent again."""

    status_code = 409
    default_code = "conflict"


class NotAllowed(APIException):
    """Understood and not allowed."""

    status_code = 403
    default_code = "refused"


class TokenThrottle(SimpleRateThrottle):
    """So many requests of one token in a time (``PORTAL_API_RATE``); counted in the cache.

    A cache that does not answer counts nothing: the door stays open.
    """

    scope = "token"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """One count for each token; None, which is no limit, for whoever has none."""
        token_id = getattr(request.auth, "token_id", None)
        return None if token_id is None else self.cache_format % {"scope": self.scope, "ident": token_id}

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Whether the token has not sent too much of late."""
        try:
            return bool(super().allow_request(request, view))
        except RedisError:
            log.warning("the cache is away: requests of tokens are not counted", exc_info=True)
            return True


class FindingShape(serializers.Serializer[Any]):
    """One finding: rule, severity, path into the document, and the sentence."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=["refuse", "ask", "warn"])
    path = serializers.CharField(allow_blank=True)
    against = serializers.CharField(allow_blank=True)
    sentence = serializers.CharField()
