"""How forms come out: `{{ form }}` anywhere, allauth's too, in the portal's own components."""

from django.forms.renderers import TemplatesSetting


class PortalRenderer(TemplatesSetting):
    """Django's form renderer (FORM_RENDERER) on templates/forms and templates/components."""

    form_template_name = "forms/form.html"
    field_template_name = "components/field.html"
