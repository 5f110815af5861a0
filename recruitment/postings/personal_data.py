"""What the room of postings knows about people: nothing."""

from privacy.declarations import NotPersonal

DECLARATIONS = (
    NotPersonal(
        "recruitment_postings.Posting", because="Recruitment information of a company; contact is the company's."
    ),
)
