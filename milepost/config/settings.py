"""Django's settings, all derived from `env.Environment`."""

from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

from milepost.config.databases import database_config
from milepost.config.env import environment, secret_key
from milepost.config.mail import mail_config

env = environment()
PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = env.data_dir
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

SECRET_KEY = secret_key(env)
DEBUG = env.debug
BASE_URL = env.url
IS_DEMO = env.demo
_host = urlsplit(env.url).hostname or "localhost"
ALLOWED_HOSTS = sorted({_host, "localhost", "127.0.0.1", "[::1]"})
CSRF_TRUSTED_ORIGINS = [env.url]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "django_tasks_db",
    "milepost.audit",
    "milepost.jobs",
    "milepost.files",
    "milepost.search",
    "milepost.identity",
    "milepost.ui",
    "milepost.apikit",
    "milepost.accounts",
    "milepost.projects",
    "milepost.feedback",
    "milepost.playbooks",
    "milepost.flows",
    "milepost.integrations",
    "milepost.demo",
    "milepost.web",
    "milepost.portal",
    "milepost.rest",
    "milepost.config",
    # Last, so that our templates of its pages win over its own.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "milepost.web.health.health_middleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "milepost.identity.middleware.session_middleware",
    "milepost.identity.middleware.person_middleware",
    "milepost.ui.middleware.domain_errors_middleware",
]

ROOT_URLCONF = "milepost.config.urls"
WSGI_APPLICATION = "milepost.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "milepost.ui.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "milepost.ui.rendering.FormRenderer"
CSRF_FAILURE_VIEW = "milepost.ui.errors.stale_form"

DATABASES = {"default": database_config(env)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Counters of tries (sign-in, codes) must hold over all processes and restarts, hence the database.
# Django drops entries at random past MAX_ENTRIES (300 unless said), and with them somebody's count of tries.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

# People
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
if env.demo:
    PASSWORD_HASHERS = ["milepost.demo.hashers.QuickHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_AGE = 14 * 24 * 3600
ACCOUNT_ADAPTER = "milepost.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if env.is_https else "http"
ACCOUNT_USER_DISPLAY = str
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {"login_failed": "20/m/ip,5/5m/key", "login": "60/m/ip"}
# allauth's own generator keeps a second list of addresses, by which a former address would still open the door.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 # a path
PASSWORD_RESET_TIMEOUT = 2 * 3600
MFA_ADAPTER = "milepost.identity.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are proved by invitation, not by allauth's list of them
MFA_TOTP_ISSUER = "Milepost"
SOCIALACCOUNT_ADAPTER = "milepost.identity.adapters.SocialAccountAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form that leads to the provider would fall foul of `form-action 'self'`
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": env.oidc_name,
                "client_id": env.oidc_client_id,
                "secret": env.oidc_client_secret,
                "settings": {"server_url": env.oidc_url, "fetch_userinfo": True},
            }
        ]
        if env.oidc_url
        else [],
    }
}
VENDOR_NAME = env.vendor_name
VENDOR_COLOUR = env.vendor_colour
OIDC_DOMAINS = env.oidc_domains

# Security
_secure = env.is_https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if _secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _secure
SECURE_SSL_REDIRECT = _secure
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.trusted_proxies else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
TRUSTED_PROXIES = env.trusted_proxies
API_RATE_PER_MINUTE = env.api_rate_per_minute
WEB_PROCESSES = env.web_processes
PRIVATE_NETWORKS = [ip_network(text) for text in env.private_networks]

# Files
FILE_MAX_BYTES = env.file_max_mb * 1024 * 1024
FILES_DIR = DATA_DIR / "files"
FILE_UPLOAD_HANDLERS = [
    "milepost.files.uploads.LimitedUploadHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
IMPORT_DIR = env.import_dir
IMPORT_KEEP_DAYS = env.import_keep_days
FILES_S3_BUCKET = env.s3_bucket
FILES_S3_ENDPOINT = env.s3_endpoint
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
# Pages ask for hashed names alone, so the plain ones need neither room nor compressing.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": FILES_DIR}},
    "staticfiles": {"BACKEND": "milepost.config.static_storage.StaticStorage"},
}

# Mail
MAILERS = {"default": mail_config(env)}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.mail_from

# Mail that people send us to be put on an account
CAPTURE_ADDRESS = env.capture_mailbox
CAPTURE_MAX_BYTES = env.capture_max_mb * 1024 * 1024
OWN_DOMAINS = [domain.lower() for domain in env.own_domains]
IMAP_HOST = env.imap_host
IMAP_PORT = env.imap_port or (993 if env.imap_tls == "tls" else 143)
IMAP_TLS = env.imap_tls
IMAP_CA_FILE = env.imap_ca_file
IMAP_USER = env.imap_user
IMAP_PASSWORD = env.imap_password
IMAP_FOLDER = env.imap_folder
IMAP_AUTH_SERVER = env.imap_auth_server

# Words, dates, numbers
LANGUAGE_CODE = "en"
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
# A language is offered as soon as our words are there in it; the words themselves are English.
LANGUAGES = [
    (code, name)
    for code, name in (("en", _("English")), ("de", _("German")), ("fr", _("French")))
    if code == LANGUAGE_CODE or (LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.mo").is_file()
]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["milepost.config.formats"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"keys": {"()": "milepost.config.serving.access_log.KeyFilter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["keys"]}},
    "root": {"handlers": ["stderr"], "level": env.log_level},
    # Pages that are not there are in the access log already; two lines a job would drown the rest.
    "loggers": {"django.request": {"level": "ERROR"}, "django.tasks": {"level": "WARNING"}},
}
