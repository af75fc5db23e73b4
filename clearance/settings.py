"""Settings of the portal: one file, everything that differs between places comes from the environment."""

import os
from pathlib import Path
from secrets import token_urlsafe

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from clearance import environment as env
from clearance.logs import logging
from clearance.policy import POLICY

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("PORTAL_DATA", default=str(BASE_DIR / ".var")))

# --- secrets: never in the code, never in the database; the launcher makes them for a data folder ---
# Tools (makemigrations, mypy) run without one and get a key for this process; the web server refuses.
SECRET_KEY = env.text("SECRET_KEY", default=token_urlsafe(50))
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")
PORTAL_DATA_KEYS = env.text("PORTAL_DATA_KEYS")
PORTAL_HASH_KEY = env.text("PORTAL_HASH_KEY")

# --- who may reach it ---
DEBUG = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PORTAL_DEMO = env.flag("PORTAL_DEMO", default=False)
if PORTAL_DEMO and not env.LOOPBACK.issuperset(ALLOWED_HOSTS):
    raise ImproperlyConfigured("PORTAL_DEMO=1 opens accounts that everyone knows: it is for 127.0.0.1 only.")
HTTPS = env.flag("PORTAL_HTTPS", default=True)

# --- rooms first, so that our own words win over those of the libraries ---
ROOMS = [
    "kernel",
    "codelists",
    "enterprises",
    "reservations",
    "bonded",
    "declarations",
    "supervision",
    "clearance",
]
INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "lucide",
    "pgtrigger",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "clearance.middleware.RollingSessionMiddleware",
    "clearance.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "enterprises.middleware.ActorMiddleware",
    "clearance.middleware.AddressMiddleware",
]

ROOT_URLCONF = "clearance.urls"
WSGI_APPLICATION = "clearance.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clearance.context.shell",
            ],
        },
    },
]

# --- data: the application connects as portal_app; migrations run with the owner's DATABASE_URL ---
DATABASE_URL = env.text("DATABASE_URL", default="postgres://portal_app@127.0.0.1:5432/portal")
REDIS_URL = env.text("REDIS_URL", default="redis://127.0.0.1:6379/0")
DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
    }
}

# --- people ---
AUTH_USER_MODEL = "enterprises.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_SIGNUP_FORM_CLASS = "clearance.accounts.NewcomerForm"
ACCOUNT_ADAPTER = "clearance.accounts.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"  # for those who signed up: clearance.accounts.AddressStage
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "signup": "10/h/ip",
    "confirm_email": "1/3m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(env.text("PORTAL_PROXIES", default="0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "clearance.accounts.MFAAdapter"
MFA_TOTP_ISSUER = "Clearance Portal"

# --- sessions and headers ---
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day without a click; RollingSessionMiddleware renews it
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS and ALLAUTH_TRUSTED_PROXY_COUNT else None
)
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = POLICY
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# --- language and time ---
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- static files ---
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("PORTAL_STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_MANIFEST = env.flag("PORTAL_STATIC_MANIFEST", default=True)
_PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # files live in kernel.File
    "staticfiles": {"BACKEND": "clearance.storage.PortalStaticStorage" if STATIC_MANIFEST else _PLAIN},
}
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST

# --- mail: files in the data folder until a server is named ---
EMAIL_HOST = env.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = int(env.text("EMAIL_PORT", default="25"))
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 15
EMAIL_FILE_PATH = DATA_DIR / "mail"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if "EMAIL_HOST" in os.environ
    else "kernel.web.mailfiles.EmailBackend"
)
# Where people reach the portal: the links of its mails begin with it.
PORTAL_URL = env.text("PORTAL_URL", default=f"http://127.0.0.1:{env.text('PORT', default='8000')}")
DEFAULT_FROM_EMAIL = env.text("PORTAL_FROM", default="Clearance Portal <portal@localhost>")

# --- machine doors ---
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["enterprises.api.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": True,
    # How many messages one token may send; more are answered with 429 and when to come again.
    "DEFAULT_THROTTLE_RATES": {"token": env.text("PORTAL_API_RATE", default="600/minute")},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Clearance Portal",
    "DESCRIPTION": "Declarations, receipts and their status, for the systems of firms.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# --- who verifies that a name and an identity number belong together; the one here verifies nobody ---
PORTAL_IDENTITY_CHECKER = env.text(
    "PORTAL_IDENTITY_CHECKER", default="declarations.rules.identity.Unverified"
)

# --- work after hours: the queues and the timetable are code, in clearance/celery.py ---
CELERY_BROKER_URL = env.broker_address(REDIS_URL)
LOGGING = logging(env.text("PORTAL_LOG_LEVEL", default="INFO"))
