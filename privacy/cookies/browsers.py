"""Where browsers let their users refuse or delete cookies (policy art. 8). Read again once a year.

Chrome on a computer follows Google's help, Firefox on a computer Mozilla's; the others are not confirmed with their
makers, so the page names no date and says that ways may differ.
"""

from typing import NamedTuple


class BrowserPath(NamedTuple):
    """The way through one browser's menus."""

    browser: str
    computer_ko: str
    computer_en: str
    phone_ko: str
    phone_en: str


BROWSER_PATHS = (
    BrowserPath(
        "Chrome",
        "⋮ 메뉴 > 설정 > 개인 정보 보호 및 보안 > 사이트 설정 > 추가 콘텐츠 설정 > 기기 내 사이트 데이터",
        "⋮ menu > Settings > Privacy and security > Site settings > Additional content settings > On-device site data",
        "⋮ 메뉴 > 설정 > 사이트 설정 > 쿠키 (iPhone: ⋯ > 인터넷 사용 기록 삭제)",
        "⋮ menu > Settings > Site settings > Cookies (iPhone: ⋯ > Delete browsing data)",
    ),
    BrowserPath(
        "Edge",
        "⋯ 메뉴 > 설정 > 개인 정보, 검색 및 서비스 > 쿠키",
        "⋯ menu > Settings > Privacy, search and services > Cookies",
        "메뉴 > 설정 > 개인 정보 및 보안 (Android: 사이트 권한 > 쿠키)",
        "Menu > Settings > Privacy and security (Android: Site permissions > Cookies)",
    ),
    BrowserPath(
        "Safari",
        "Safari > 설정 > 고급 > 모든 쿠키 차단. 삭제는 개인정보 보호 > 웹사이트 데이터 관리에서 합니다.",
        "Safari > Settings > Advanced > Block all cookies; to delete: Privacy > Manage Website Data.",
        "iPhone 설정 > 앱 > Safari > 고급 > 모든 쿠키 차단",
        "iPhone Settings > Apps > Safari > Advanced > Block All Cookies",
    ),
    BrowserPath(
        "Firefox",
        "☰ 메뉴 > 설정 > 개인 정보 및 보안 > 강화된 추적 방지 기능 > 사용자 지정 > 쿠키",
        "☰ menu > Settings > Privacy & Security > Enhanced Tracking Protection > Custom > Cookies",
        "⋮ 메뉴 > 설정 > 강화된 추적 방지 > 사용자 지정 (iPhone: ☰ > 설정 > 데이터 관리)",
        "⋮ menu > Settings > Enhanced Tracking Protection > Custom (iPhone: ☰ > Settings > Data Management)",
    ),
    BrowserPath(
        "Samsung Internet",
        "",
        "",
        "☰ 메뉴 > 설정 > 개인정보 보호 > 인터넷 사용기록 삭제 또는 사이트 권한 > 쿠키",
        "☰ menu > Settings > Privacy (Personal browsing data) > Delete browsing data, or Sites > Cookies",
    ),
)
