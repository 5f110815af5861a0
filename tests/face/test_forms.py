"""`{{ form }}` comes out in our components: label, help and error name each other."""

from django import forms
from django.template import Context, Template


class Example(forms.Form):
    """One of each kind."""

    name = forms.CharField(label="Name", help_text="As on your documents.")
    nickname = forms.CharField(label="Nickname", required=False)
    agreed = forms.BooleanField(label="I agree")
    size = forms.ChoiceField(label="Size", choices=[("s", "S"), ("m", "M")], widget=forms.RadioSelect)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self) -> None:
        """Fail as a whole."""
        self.add_error(None, "Both cannot <be> right.")


def rendered(form: forms.Form) -> str:
    """As a page shows it."""
    return Template("{{ form }}").render(Context({"form": form}))


def test_an_error_stands_beside_its_field_and_is_named_by_it() -> None:
    text = rendered(Example({"size": "x"}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in text
    assert 'id="id_name_helptext"' in text
    assert 'id="id_name_error"' in text
    assert 'aria-invalid="true"' in text
    assert '<fieldset class="field" aria-describedby="id_size_error">' in text
    assert "Both cannot &lt;be&gt; right." in text
    assert 'type="hidden" name="token"' in text


def test_only_what_is_optional_is_marked() -> None:
    text = rendered(Example())
    assert text.count('class="optional"') == 1
    assert "id_name_error" not in text
