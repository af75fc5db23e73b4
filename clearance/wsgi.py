"""The web application for a WSGI server."""

import os

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clearance.settings")

_missing = [
    name for name in ("SECRET_KEY", "PORTAL_DATA_KEYS", "PORTAL_HASH_KEY") if not os.environ.get(name)
]
if _missing:
    raise ImproperlyConfigured(f"The web server needs {', '.join(_missing)} in its environment.")

application = get_wsgi_application()
