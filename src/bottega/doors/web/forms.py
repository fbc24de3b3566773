"""What the forms of the door accept, before an action is called."""

from django import forms
from django.utils.translation import gettext_lazy as _

from bottega.people.models import BIO_MAX, NAME_MAX


class ProfileForm(forms.Form):
    """The shown name and the few words below it; limits as the people room has them."""

    name = forms.CharField(label=_("Name"), max_length=NAME_MAX, required=False)
    bio = forms.CharField(
        label=_("A few words about you"),
        max_length=BIO_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
