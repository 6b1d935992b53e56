"""The sign-in page."""

from typing import Any

from allauth.account.views import LoginView

from tocsin.desk.staff.demonstration import practice_officers


class SignIn(LoginView):  # type: ignore[misc]
    """By passkey, or by password and code; in a demonstration also by one press."""

    template_name = "staff/sign_in.html"

    def get_context_data(self, **words: Any) -> dict[str, Any]:  # noqa: ANN401 - the library's words
        """Return the form, and whom a demonstration lets in."""
        return {**super().get_context_data(**words), "practice": practice_officers()}
