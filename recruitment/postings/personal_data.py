"""What the room of postings knows about people: nothing."""

from privacy.declarations import Cookie, CookieUse, NotPersonal, Service
from recruitment.postings.choices import LAST_SEARCH

DECLARATIONS = (
    NotPersonal(
        "recruitment_postings.Posting", because="Recruitment information of a company; contact is the company's."
    ),
)

COOKIES = (
    Cookie(
        LAST_SEARCH,
        CookieUse.FUNCTIONAL,
        "채용 공고에서 마지막으로 검색한 검색어와 지역을 이 브라우저에 기억하여 다음 방문 때 이어서 볼 수 있게 합니다.",
        "Remembers in this browser which words and region you last searched postings for, so that you can go on.",
        seconds=90 * 24 * 3600,
    ),
)

SERVICES = (
    Service("search", "채용 공고 검색", "Search for postings", ("list_postings",)),
    Service("posting", "채용 공고", "Postings", ("show_posting",)),
)
