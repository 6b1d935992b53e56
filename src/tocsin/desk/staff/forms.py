"""What an invited officer fills in."""

from django import forms


class InvitedForm(forms.Form):
    """Name, code of the invitation, a password twice, and what the app shows now for `secret`."""

    name = forms.CharField(max_length=64)
    invitation = forms.CharField(max_length=64)
    password = forms.CharField(max_length=256, strip=False)
    again = forms.CharField(max_length=256, strip=False)
    secret = forms.RegexField(r"^[A-Z2-7]{32}$")
    code = forms.CharField(max_length=12)
