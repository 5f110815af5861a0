"""The text of a PDF, read by a process of its own: a hostile document must not hold up or exhaust the portal.

Run as a program it knows no settings and no secrets, and has limits of time and memory.
"""

import resource
import subprocess
import sys
from pathlib import Path

SECONDS, BYTES = 10, 768 * 2**20
MOST_PAGES, MOST_SIGNS = 300, 2_000_000
UNREADABLE, EXHAUSTED = 1, 2


class TooHard(Exception):
    """The document could not be read within the limits."""


def text_of(content: bytes) -> str:
    """What can be extracted: pages, form fields, title and author. Empty where nothing is readable. Raises TooHard."""
    command = [sys.executable, "-I", str(Path(__file__).resolve())]
    try:
        run = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS * 2, env={})
    except subprocess.TimeoutExpired as error:
        raise TooHard from error
    if run.returncode not in (0, UNREADABLE):
        raise TooHard(run.returncode)
    return run.stdout.decode("utf-8", "replace") if run.returncode == 0 else ""


def main() -> int:
    """Read a PDF from the standard input, and write its text."""
    import logging
    from io import BytesIO

    from pypdf import PdfReader

    logging.disable()
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    left = MOST_SIGNS
    try:
        reader = PdfReader(BytesIO(sys.stdin.buffer.read()))
        told = [*(reader.metadata or {}).values(), *(reader.get_form_text_fields() or {}).values()]
        parts = [str(value) for value in told if value]
        for page in reader.pages[:MOST_PAGES]:
            parts.append(page.extract_text())
            left -= len(parts[-1])
            if left < 0:
                break
    except MemoryError:
        return EXHAUSTED
    except Exception:  # Broken documents break pypdf in every way that there is.
        return UNREADABLE
    sys.stdout.buffer.write("\n".join(parts)[:MOST_SIGNS].encode("utf-8", "replace"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
