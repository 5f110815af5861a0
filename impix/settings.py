"""Settings of the portal, read from the environment. Secrets have no default: what is missing is named at start."""

import sys
from base64 import urlsafe_b64decode
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# Only manage.py enters embedded mode; the marker must be the one that lies in this clone's own secrets.
_marker_files = [BASE_DIR / "var/secrets/embedded-marker", BASE_DIR / "var/test/secrets/embedded-marker"]
EMBEDDED = env.str("IMPIX_EMBEDDED", "") in [path.read_text() for path in _marker_files if path.exists()]

DEBUG = False
SECRET_KEY = env.str("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
SITE_URL = env.str("SITE_URL").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Behind TLS (every production address): nothing over plain http, except to whoever asks for our health from inside.
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]
if SITE_URL.startswith("https://"):
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_SUBDOMAINS", True)
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
if env.int("TRUSTED_PROXY_COUNT", 0):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    # Bottom layer first: the order in which personal data are destroyed is the reverse of this list.
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "privacy",
    "privacy.vault",
    "privacy.subjects",
    "privacy.audit",
    "privacy.policy",
    "privacy.consent",
    "privacy.cookies",
    "privacy.archive",
    "privacy.provision",
    "privacy.destruction",
    "privacy.rights",
    "privacy.inquiries",
    "members",
    "corporate",
    "resumes",
    "recruitment.postings",
    "recruitment.applications",
    "impix",
    "impix.apps.DeskConfig",
]

MIDDLEWARE = [
    "impix.headers.PermissionsPolicyMiddleware",
    "impix.logs.RequestLogMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "impix.gate.GateMiddleware",
    "privacy.cookies.middleware.CookieMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "impix.middleware.BadInputMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "impix.middleware.SessionLimitsMiddleware",
    "impix.middleware.ActorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "impix.middleware.EndedMembershipMiddleware",
    "impix.middleware.AnswerMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "impix.urls"
WSGI_APPLICATION = "impix.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "impix.context.page",
                "impix.context.questions",
            ],
        },
    },
]


def _database(name: str) -> dict[str, Any]:
    """Where a database is, from an environment variable; the server sees in pg_stat_activity which process asks."""
    found = env.db_url(name)
    if found.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured(f"{name} must be a postgres:// address.")
    process = " ".join(["impix", *(Path(word).stem for word in sys.argv[:2] if not word.startswith("-"))])
    found["OPTIONS"] = {"connect_timeout": 5, "application_name": process, **found.get("OPTIONS", {})}
    return {**found, "CONN_MAX_AGE": env.int("CONN_MAX_AGE", 60), "CONN_HEALTH_CHECKS": True}


# Stores. Each process type signs in with a role of its own; `migrate` uses the owner's URLs.
DATABASES = {
    "default": _database("DATABASE_URL"),
    "archive": _database("ARCHIVE_DATABASE_URL"),
    "vault": _database("VAULT_DATABASE_URL"),
}
MIGRATION_VARIABLES = {
    "default": "MIGRATION_DATABASE_URL",
    "archive": "MIGRATION_ARCHIVE_DATABASE_URL",
    "vault": "MIGRATION_VAULT_DATABASE_URL",
}
MIGRATION_DATABASES = {alias: _database(name) for alias, name in MIGRATION_VARIABLES.items() if name in env.ENVIRON}
DATABASE_ROLES = {"web": "impix_web", "worker": "impix_worker"}
DATABASE_ROLE_TIMEOUTS = {
    "web": {"statement_timeout": "15s", "lock_timeout": "5s", "idle_in_transaction_session_timeout": "30s"},
    "worker": {"statement_timeout": "5min", "lock_timeout": "30s", "idle_in_transaction_session_timeout": "2min"},
}
DATABASE_ROUTERS = ["impix.routers.RoomRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LEDGER_DIR, FILES_DIR = env.path("LEDGER_DIR"), env.path("FILES_DIR")
BACKUP_DIR = env.path("BACKUP_DIR") if "BACKUP_DIR" in env.ENVIRON else None
MASTER_KEY_DIR, SIGNING_KEY_DIR = env.path("MASTER_KEY_DIR"), env.path("SIGNING_KEY_DIR")
ARCHIVE_KEY_DIR = env.path("ARCHIVE_KEY_DIR") if "ARCHIVE_KEY_DIR" in env.ENVIRON else None  # The worker's alone.
DESTRUCTION_COOLING_HOURS = env.int("DESTRUCTION_COOLING_HOURS", 24)
BLIND_INDEX_KEY = env.str("BLIND_INDEX_KEY")
# "id=key,id=key", the newest first: it encrypts, the others only open (members.application_key).
APPLICATION_KEYS = {name: urlsafe_b64decode(key + "==") for name, key in env.dict("APPLICATION_KEYS").items()}

# An uploaded file never touches the disk in plain text: what does not fit into memory is refused.
FILE_UPLOAD_HANDLERS = ["privacy.uploads.MemoryHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 2**20

REDIS_URL = env.str("REDIS_URL")
CACHES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "impix.cache.FallbackCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 5, "serializer": "impix.cache.JSONSerializer"},
    },
    "table": {"BACKEND": "impix.cache.TableCache", "LOCATION": "impix_cacheentry"},
}

# Activities that the effective policy version does not disclose, switched on nevertheless: embedded mode only (rule 1).
UNDISCLOSED_ACTIVITIES = env.list("UNDISCLOSED_ACTIVITIES", default=[])

AUTH_USER_MODEL = "members.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login_id"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[IMPIX] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/300s/key,100/d/key",
    "join_email": "20/m/ip", "join_code": "20/m/ip", "join_letter": "1/10s/key,10/h/key",
    "destruction_status": "20/m/ip", "verify": "20/m/ip",
}  # fmt: skip
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_FORMS = {"login": "members.forms.LoginForm"}
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
PASSWORD_RESET_TIMEOUT = 1800
PASSWORD_HASHERS = ["members.passwords.PasswordHasher"]
_VALIDATORS = ("LengthValidator", "ContextWordsValidator", "CommonPasswordValidator")
AUTH_PASSWORD_VALIDATORS = [{"NAME": f"members.passwords.{name}"} for name in _VALIDATORS]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "me"
LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "members.adapters.MFAAdapter"
_PASSKEYS = ("add", "edit", "authenticate", "login", "reauthenticate")
MFA_FORMS = {f"{name}_webauthn": f"members.passkeys.{name.capitalize()}Form" for name in _PASSKEYS}
MFA_TOTP_ISSUER = "IMPIX"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = SITE_URL.startswith("http://")
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 0
USERSESSIONS_TRACK_ACTIVITY = False
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Sessions: in the database, so that losing Redis signs nobody out; how long they live, impix.middleware decides.
SESSION_ENGINE = "impix.sessions"
SESSION_COOKIE_AGE = 86400
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "lang"

# Letters: a row in the outbox, sent by a worker; in embedded mode into a folder that /mail/ shows.
PRIVACY_NOTIFIER = "members.notifications.notify"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL")
if EMBEDDED and "EMAIL_URL" not in env.ENVIRON:
    EMAIL_BACKEND = "impix.spool.SpoolBackend"
    MAIL_DIR = Path(env.str("MAIL_DIR"))
else:
    vars().update(env.email_url("EMAIL_URL"))
EMAIL_TIMEOUT = 5

# Languages: Korean unprefixed, English under /en/.
LANGUAGE_CODE = "ko"
LANGUAGES = [("ko", _("Korean")), ("en", _("English"))]
# The second holds better Korean for what Django and allauth say; ours wins.
LOCALE_PATHS = [BASE_DIR / "impix/locale", BASE_DIR / "impix/locale_corrections"]
FORMAT_MODULE_PATH = "impix.formats"
TIME_ZONE = "Asia/Seoul"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "impix" / "static"]
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FORM_RENDERER = "impix.forms.PortalRenderer"
CSRF_FAILURE_VIEW = "impix.errors.csrf_failure"

# Nothing is loaded from anywhere else, and nothing inline runs without the nonce of this response.
CONTENT_SECURITY_POLICY = {"DIRECTIVES": {
    "default-src": [NONE], "script-src": [SELF, NONCE], "style-src": [SELF], "img-src": [SELF, "data:"],
    "font-src": [SELF], "connect-src": [SELF], "form-action": [SELF],
    "frame-ancestors": [NONE], "base-uri": [NONE], "object-src": [NONE],
}}  # fmt: skip

# Who runs the portal, for the footer (rule 11). The defaults are what the published policy says.
COMPANY = {
    "name": env.str("COMPANY_NAME", "IMPIX"),
    "representative": _(env.str("COMPANY_REPRESENTATIVE", gettext_noop("Lee Sang-ho"))),
    "address": env.str("COMPANY_ADDRESS", ""),
    "phone": env.str("COMPANY_PHONE", "02-745-8324"),
    "email": env.str("COMPANY_EMAIL", ""),
    "business_number": env.str("COMPANY_BUSINESS_NUMBER", ""),
    "job_information_number": env.str("COMPANY_JOB_INFORMATION_NUMBER", ""),
}

# Tasks carry ids, may run twice, and are lost only when they are done: a worker that dies gives its task back.
# Celery's word for the unix socket is another.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
CELERY_TASK_DEFAULT_QUEUE = "impix"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 1740
CELERY_TASK_TIME_LIMIT = 1800
# Longer than a task may take, else Redis would hand it out twice.
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# Logs: one JSON object per line on stdout, without values of requests or exceptions (impix.logs).
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "impix.logs.formatter"}},
    "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "json"}},
    "root": {"handlers": ["stdout"], "level": "INFO"},  # Django's own would print messages and mail whole requests.
    "loggers": {name: {"handlers": [], "propagate": True} for name in ("django", "django.server", "celery")},
}
