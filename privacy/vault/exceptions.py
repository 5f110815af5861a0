"""What can go wrong with keys."""


class EpochMissing(Exception):
    """A key is wrapped by a master key epoch whose file is not in MASTER_KEY_DIR."""


class EpochInUse(Exception):
    """An epoch cannot be unlinked: live keys still point to it, or its successor is too young."""


class WrappingBroken(Exception):
    """A wrapped key does not open: it was altered, or moved to another subject, activity or epoch."""
