"""What can go wrong with backups."""


class BackupFailed(Exception):
    """The backup could not be made; nothing of it is left."""


class BackupBroken(Exception):
    """A backup is not what was signed, or its key is gone; nothing was touched."""


class RestoreRefused(Exception):
    """What was asked for would lose something; nothing was touched."""


class RestoreFailed(Exception):
    """A database could not be loaded; it is empty, the portal is closed, and the restore may be run again."""
