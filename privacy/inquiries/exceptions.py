"""What the room of inquiries refuses."""


class NotOpen(Exception):
    """This inquiry is answered or closed, or it is not for the one who wants to answer it."""


class TooManyInquiries(Exception):
    """So many inquiries of this person wait for an answer that no further one is taken."""
