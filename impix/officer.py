"""The officer's group: whoever is in it may do at the desk what the desk offers, and nothing anywhere else."""

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

OFFICER_GROUP = "officer"
DEPUTY_GROUP = "deputy"
DEPUTY_RIGHTS = ("view_destructionplan", "deputise_destructionplan")
ACTS = ("view", "add", "change")


def ensure_officer_group() -> Group:
    """The group, with the rights of every page of the desk; may run again when the desk has grown."""
    group, _made = Group.objects.get_or_create(name=OFFICER_GROUP)
    models = admin.site._registry
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False)
    names = {(types[model].pk, f"{act}_{model._meta.model_name}") for model in models for act in ACTS}
    rights = Permission.objects.filter(content_type__in=types.values()).order_by("pk")
    group.permissions.set([right for right in rights if (right.content_type_id, right.codename) in names])
    return group


def ensure_deputy_group() -> Group:
    """The named deputies (product rule 23): they see plans, and may approve from the third day on."""
    group, _made = Group.objects.get_or_create(name=DEPUTY_GROUP)
    rights = Permission.objects.filter(content_type__app_label="privacy_destruction", codename__in=DEPUTY_RIGHTS)
    group.permissions.set(rights)
    return group
