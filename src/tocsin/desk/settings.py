"""Django's settings of a desk's web process, from the environment that `tocsin-desk serve` sets.

`TOCSIN_HOME` and `TOCSIN_DESK` say whose desk this is. `TOCSIN_DESK_DATABASE`, or `database.url` in the desk's folder,
names a PostgreSQL database by URL; without it the desk keeps one SQLite file. `TOCSIN_DESK_ORIGIN` is the address that
officers' browsers show.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

from tocsin.desk.storage import address, database, secret_key

HOME = Path(os.environ.get("TOCSIN_HOME", "build/no-line"))
DESK = os.environ.get("TOCSIN_DESK", "main")
FOLDER = HOME / "desk" / DESK
ORIGIN = os.environ.get("TOCSIN_DESK_ORIGIN", "http://localhost:8471")
DEMONSTRATION = os.environ.get("TOCSIN_DEMONSTRATION") == "1"

DEBUG = False  # the page of a failure would quote local variables, and those quote what was told
SECRET_KEY = secret_key(FOLDER)
ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
ROOT_URLCONF = "tocsin.desk.urls"
WSGI_APPLICATION = "tocsin.desk.server.application"
DATABASES = {"default": database(FOLDER, address(FOLDER))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "staff.Officer"
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]
LANGUAGE_COOKIE_NAME = "tocsin_language"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "tocsin.desk.staff",
    "tocsin.desk.cases",
    "tocsin.desk.queue",
    "tocsin.desk.watch",
    "tocsin.desk.exporting",
    "tocsin.desk.routing",
    "tocsin.desk.figures",
    "tocsin.desk.referring",
]
MIDDLEWARE = [
    "tocsin.desk.answers.Answers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tocsin.desk.staff.languages.OwnLanguage",
    "allauth.account.middleware.AccountMiddleware",
    "tocsin.desk.staff.doors.DenyByDefault",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).parent / "templates", Path(__file__).parent.parent / "look" / "templates"],
        "OPTIONS": {
            "environment": "tocsin.desk.pages.environment",
            "context_processors": [
                "tocsin.desk.pages.frame",
                "tocsin.desk.staff.shown.signing_in",
                "tocsin.desk.queue.rooms.rooms",
            ],
            "extensions": [
                "jinja2.ext.i18n",
                "tocsin.desk.files.shown.Files",
                "tocsin.desk.exporting.shown.Exports",
                "tocsin.desk.routing.shown.Routed",
                "tocsin.desk.referring.shown.Referrals",
            ],
            "trim_blocks": True,
            "lstrip_blocks": True,
        },
    },
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 14}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "tocsin.desk.staff.adapters.Accounts"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/shift?begin=1"
# By the name that is tried, never by address: no address is kept here, in memory or on a disk. Who guesses meets ever
# longer pauses; who is locked out by a guesser has a passkey, which nobody can guess and nothing counts.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": "5/5m/key,15/h/key,40/d/key", "reauthenticate": "10/m/user"}
MFA_RATE_LIMITS = {"webauthn_login": ""}
MFA_ADAPTER = "tocsin.desk.staff.adapters.Factors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

# Cookies know no port: two desks at one name would sign each other's officers out.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"tocsin_desk_{DESK}", f"tocsin_token_{DESK}"
SESSION_COOKIE_AGE = 9 * 60 * 60  # a little longer than the longest shift
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https:")
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer our own posts would carry `Origin: null`
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS: list[str] = []  # nothing is uploaded to the desk; nothing is spooled to a disk

# A log of requests would say who read which case and when; a log of failures would quote what was told.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "handlers": {"nowhere": {"class": "logging.NullHandler"}},
    "root": {"handlers": ["nowhere"]},
    "loggers": {"django": {"handlers": ["nowhere"], "propagate": False}},
}
