"""Forms of the room of rights."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The reference code of somebody who left."""

    code = forms.CharField(
        label=_("Reference code"),
        max_length=60,
        help_text=_("26 letters and digits from the page and the e-mail that you received when you left."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
