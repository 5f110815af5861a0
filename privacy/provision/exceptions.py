"""Why a provision is refused."""

from django.core.exceptions import PermissionDenied


class ProvisionDenied(PermissionDenied):
    """There is no basis on which these values may be given to this recipient. The attempt is on record."""


class ConfirmedBefore(Exception):
    """This deletion was confirmed before, or there was nothing to confirm."""
