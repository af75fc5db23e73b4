"""What every request passes: sessions that roll while used, the language that was chosen, sane addresses."""

from collections.abc import Callable
from time import time

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers

_ROLL_AFTER = 300  # seconds: a page that polls must not write its session at every poll
_ROLLED_AT = "rolled_at"
# An open page asks for these by itself: that is no use of a session.
_BY_ITSELF = frozenset({"/notices/count/"})


class RollingSessionMiddleware:
    """Renews a used session every five minutes, so that only an idle one ends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the session as changed when its last renewal is old enough."""
        used = settings.SESSION_COOKIE_NAME in request.COOKIES and request.path not in _BY_ITSELF
        if used and not request.session.is_empty():
            wall = int(time())
            if wall - request.session.get(_ROLLED_AT, 0) > _ROLL_AFTER:
                request.session[_ROLLED_AT] = wall
        return self.get_response(request)


class LanguageMiddleware:
    """Chinese unless the switch said otherwise: the browser's own preference is not asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Speak the language of the cookie, or the default one; a signed-in person's own comes later."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


class AddressMiddleware:
    """Keeps NUL out of what an address names: PostgreSQL cannot compare it, so nothing is called so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """A path with NUL leads nowhere; in a query it is left out, as nobody can have typed it.

        Raises:
            Http404: the path holds NUL.
        """
        if "\0" in request.path_info:
            raise Http404
        if "%00" in request.META.get("QUERY_STRING", ""):
            query = request.META["QUERY_STRING"].replace("%00", "")
            request.META["QUERY_STRING"] = query
            request.GET = QueryDict(query, encoding=request.encoding)
        return self.get_response(request)
