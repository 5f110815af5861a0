"""The officer's group: whoever is in it may do at the desk what the desk offers, and nothing anywhere else."""

from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType

OFFICER_GROUP = "officer"
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
