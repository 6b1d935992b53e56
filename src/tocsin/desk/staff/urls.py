"""Addresses of signing in, and of an officer's own pages. Of the sign-in library's views these alone have one."""

from allauth.account.views import LogoutView
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.urls import path

from tocsin.desk.staff import again, demonstration, languages, own_keys, signing_in, views
from tocsin.desk.staff.doors import needs
from tocsin.desk.staff.rules import Verb

urlpatterns = [
    path("language", languages.choose, name="language"),
    path("shift", views.shift, name="shift"),
    path("keys", own_keys.keys, name="keys"),
    path("keys/passkey", own_keys.passkey, name="passkey"),
    path("keys/<int:number>/take-away", own_keys.take_away, name="take-away"),
    path("keys/codes", own_keys.codes, name="recovery-codes"),
    path("keys/again", needs(Verb.SETTLE)(again.Again.as_view()), name="mfa_reauthenticate"),
    path("keys/again/passkey", needs(Verb.SETTLE)(again.AgainByPasskey.as_view()), name="mfa_reauthenticate_webauthn"),
    path("invited", views.invited, name="invited"),
    path("sign-in", needs(Verb.ENTER)(signing_in.SignIn.as_view()), name="account_login"),
    path(
        "sign-in/code",
        needs(Verb.ENTER)(AuthenticateView.as_view(template_name="staff/code.html")),
        name="mfa_authenticate",
    ),
    path("sign-in/passkey", needs(Verb.ENTER)(LoginWebAuthnView.as_view()), name="mfa_login_webauthn"),
    path("sign-in/practice", demonstration.enter, name="practice"),
    path("shift/practice-key", demonstration.key, name="practice-key"),
    path("sign-out", needs(Verb.ENTER)(LogoutView.as_view(template_name="staff/sign_out.html")), name="account_logout"),
]
