"""What a browser may load and send: the Content-Security-Policy of every page, and its one exception."""

from csp.constants import NONE, SELF

POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# Swagger's page sets styles on its elements; no other page does.
API_DOCS_POLICY = {"style-src": "'unsafe-inline'"}
