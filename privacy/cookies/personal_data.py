"""What the room keeps in the browser, and the counts it keeps itself. Nothing in it is about one person (rule 9)."""

from privacy.cookies.table import CHOICE, CHOICE_SECONDS, VISIT
from privacy.declarations import Cookie, CookieUse, NotPersonal, Right

DECLARATIONS = (
    NotPersonal(
        "privacy_cookies.AnswerCount",
        because="How often a category of cookies was allowed or refused on a day.",
        web=Right.READ | Right.INSERT | Right.UPDATE,
    ),
    NotPersonal(
        "privacy_cookies.VisitCount",
        because="How often a service was visited on a day, and by how many.",
        web=Right.READ,
    ),
    NotPersonal(
        "privacy_cookies.SearchTerm",
        because="Words that 20 or more different visitors searched for on a day, names and numbers filtered out.",
        web=Right.READ | Right.UPDATE,
    ),
)

COOKIES = (
    Cookie(
        CHOICE,
        CookieUse.NECESSARY,
        "쿠키에 대한 선택(허용·거부한 항목, 날짜)을 기억하여 같은 질문을 반복하지 않습니다.",
        "Remembers your choice about cookies (what you allowed or refused, and the date), so that we do not ask again.",
        seconds=CHOICE_SECONDS,
    ),
    Cookie(
        VISIT,
        CookieUse.ANALYTICS,
        "하루 동안만 쓰이는 임의의 번호로, 서비스별 방문 횟수와 인기 검색어를 사람이 아닌 수로만 집계합니다.",
        "A random number for one day, with which visits to our services and popular search terms become mere counts.",
        seconds=24 * 3600,
    ),
)
