"""What the room of rights refuses."""


class AlreadyLeft(Exception):
    """This person left before; a second time there is nothing to end."""


class NothingToRecall(Exception):
    """This recipient holds no consent of the person, and can open nothing of hers."""


class NotLeft(Exception):
    """This person has not left, or has come back already."""


class TooLate(Exception):
    """The destruction of this person's data is approved: it goes on."""


class ExportRunning(Exception):
    """One file is being built; another can be ordered when it is done."""


class TooManyExports(Exception):
    """So many files are not needed within a day."""


class ExportGone(Exception):
    """There is no such file of this person, its day is over, or it was downloaded often enough."""


class ExportBroken(Exception):
    """The file was altered, cut, or its key is gone."""


class Interrupted(Exception):
    """The export was given up, or another worker took it over, while it was being built."""


class TooManyRequests(Exception):
    """So many requests of this person wait for an answer already."""


class AlreadyAnswered(Exception):
    """This request was answered, or settled, before."""


class AnswerIncomplete(Exception):
    """The answer lacks what the law wants of it; `field` says where."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field
