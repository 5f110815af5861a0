"""What can be wrong with an answer to the question about cookies."""


class StaleQuestion(Exception):
    """The answer is to a question that is no longer the one we ask."""
