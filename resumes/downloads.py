"""How a file about a person leaves the portal."""

from django.db.models.fields.files import FieldFile
from django.http import HttpResponse
from django.utils.http import content_disposition_header


def pdf_download(file: FieldFile, name: str) -> HttpResponse:
    """A disclosed PDF that a browser saves, and that runs nothing in our origin should it be opened there."""
    return HttpResponse(
        content_of(file),
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def content_of(file: FieldFile) -> bytes:
    """All of a disclosed file."""
    with file.open("rb") as opened:
        content: bytes = opened.read()
    return content
