"""The pages of an officer's own: the shift, and how one who was invited makes a sign-in."""

from datetime import UTC, datetime

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_safe

from tocsin.desk.pages import gettext
from tocsin.desk.staff.adapters import app_picture
from tocsin.desk.staff.demonstration import practice_officers
from tocsin.desk.staff.doors import needs, officer_of
from tocsin.desk.staff.forms import InvitedForm
from tocsin.desk.staff.invitations import NoInvitation, WrongCode, accept, new_secret
from tocsin.desk.staff.rules import Verb, may_act


@needs(Verb.SETTLE)
@require_safe
def shift(request: HttpRequest) -> HttpResponse:
    """Show the shift that goes on in this browser, or how to begin one; and where to go on from here."""
    officer, back = officer_of(request), request.GET.get("next", "")
    if not back.startswith("/") or not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/" if may_act(officer.role, Verb.SEE_QUEUE) else ""
    shown = {"next": back, "practice": officer.name in practice_officers()}
    return render(request, "staff/shift.html", shown)


@needs(Verb.ENTER)
@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: HttpRequest) -> HttpResponse:
    """Have an invited officer choose a password and set up an app that shows codes."""
    form = InvitedForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _accepted(form):
        messages.success(request, gettext("Your sign-in is made. Sign in with it now."))
        return redirect("account_login")
    secret = form.data.get("secret") or new_secret()
    name = str(form.data.get("name", ""))
    picture = app_picture(name, secret)
    return render(request, "staff/invited.html", {"form": form, "secret": secret, "picture": picture}, status=200)


def _accepted(form: InvitedForm) -> bool:
    told = form.cleaned_data
    if told["password"] != told["again"]:
        form.add_error("again", gettext("This is not the same password as above."))
        return False
    try:
        words = {"password": told["password"], "secret": told["secret"], "shown": told["code"]}
        accept(told["name"], told["invitation"], **words, now=datetime.now(UTC))
    except NoInvitation:
        form.add_error("invitation", gettext("This code is not for this name, was used, or is older than a day."))
    except WrongCode:
        form.add_error("code", gettext("The app shows another code. Codes change every 30 seconds."))
    except ValidationError:
        form.add_error(
            "password", gettext("Take 14 letters or more, that are not a common password and not your name.")
        )
    else:
        return True
    return False
