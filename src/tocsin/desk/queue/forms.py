"""What a page of the queue posts."""

from django import forms


class ViewForm(forms.Form):
    """The name of a view to keep, and whether all see it."""

    name = forms.CharField(max_length=40, strip=True)
    shared = forms.BooleanField(required=False)
