"""The health page: the launcher and a load balancer ask it whether this process can work."""

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import Error
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


def _database() -> bool:
    try:
        Session.objects.filter(pk="healthz").exists()
    except Error:
        return False
    return True


def _queue() -> bool:
    try:
        cache.get("healthz")
    except (RedisError, OSError):
        return False
    return True


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when database and queue answer, else 503; says which of them does not."""
    found = {"database": _database(), "queue": _queue()}
    return JsonResponse(found, status=200 if all(found.values()) else 503)
