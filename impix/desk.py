"""The officer's desk: the Django admin of the portal."""

from django.contrib import admin


class Desk(admin.AdminSite):
    """Only what this project's rooms offer appears here; what third-party packages register does not."""
