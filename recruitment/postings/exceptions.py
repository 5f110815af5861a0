"""What can go wrong with a posting."""


class NotPublishable(Exception):
    """The company is not approved, or the posting is not a draft whose deadline lies ahead."""
