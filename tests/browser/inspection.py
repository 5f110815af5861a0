"""What is wrong with a page: accessibility, policy of contents, requests to others, width, errors in the console."""

from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request

AXE = (Path(__file__).parent / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MEASURE = """async (rules) => (await axe.run(document, {runOnly: rules})).violations.map(
    (rule) => `${rule.id}: ${rule.nodes.map((node) => node.target.join(" ")).join(", ")}`)"""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Inspector:
    """One window; `faults_of(path)` opens a page and says what is wrong with it."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page = page
        self.origin = origin
        self.noted: list[str] = []
        page.on("console", self._note_console)
        page.on("request", self._note_request)

    def _note_console(self, message: ConsoleMessage) -> None:
        expected = "Failed to load resource: the server responded with a status of 4"
        if message.type in ("error", "warning") and not message.text.startswith(expected):
            self.noted.append(message.text)

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.origin, "data:")):
            self.noted.append(f"request to {request.url}")

    def faults_of(self, path: str) -> list[str]:
        """Open `path` and return everything that is wrong with it."""
        self.noted.clear()
        self.page.goto(path)
        return self.faults()

    def faults(self) -> list[str]:
        """Everything that is wrong with the page as it stands now."""
        self.page.evaluate("document.fonts.ready")
        overflow = self.page.evaluate(OVERFLOW)
        # Evaluated over the debugging protocol: the page's policy does not, and need not, allow it.
        self.page.evaluate(AXE)
        found = [*self.noted, *self.page.evaluate(MEASURE, RULES)]
        return [*found, f"{overflow} px too wide"] if overflow > 0 else found
