"""What can go wrong with sealed values."""

from django.core.exceptions import ObjectDoesNotExist


class NotDisclosed(Exception):
    """A sealed value was read without a disclosure, or outside the request or task that disclosed it."""


class KeyDestroyed(ObjectDoesNotExist):
    """The key of the value was destroyed, and the value with it; templates show nothing in its place."""


class SealBroken(Exception):
    """A sealed value or file was altered, cut, or moved from where it was sealed."""


class NotProcessing(Exception):
    """The activity is not open for this subject: never opened, fenced for destruction, or destroyed."""


class Restricted(Exception):
    """The person asked not to use her data for the time being: nothing new is given to anybody."""
