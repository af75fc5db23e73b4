"""All addresses of the portal: each room brings its own, the roof adds sign-in, language, API and health."""

from importlib.util import find_spec

from csp.decorators import csp_update
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from clearance.health import healthz
from clearance.policy import API_DOCS_POLICY

_ROOMS = (
    ("", "enterprises.urls"),
    ("codelists/", "codelists.urls"),
    ("bonded/", "bonded.urls"),
    ("declarations/", "declarations.urls"),
    ("supervision/", "supervision.urls"),
    ("api/v1/", "declarations.api_urls"),
    ("api/v1/", "supervision.api_urls"),
    ("api/v1/bonded/", "bonded.api_urls"),
)

_swagger = csp_update(API_DOCS_POLICY)(SpectacularSwaggerSplitView.as_view(url_name="api-schema"))

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(prefix, include(module)) for prefix, module in _ROOMS if find_spec(module)),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/docs/", _swagger, name="api-docs"),
    path("healthz", healthz, name="healthz"),
]
