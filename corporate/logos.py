"""Logos of companies: decoded, made small and written anew, so that nothing but the picture is kept and shown."""

import warnings
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import UploadedFile
from django.utils.deconstruct import deconstructible
from PIL import Image

from corporate.exceptions import NotAPicture

FORMATS = ("PNG", "JPEG", "WEBP")
MOST_PIXELS = 16_000_000
SIDE = 512


@deconstructible
class LogoStorage(FileSystemStorage):
    """A folder of its own beside the encrypted files: what lies here is public and says nothing about a person."""

    @property
    def base_location(self) -> str:
        """Asked every time, because the tests move it."""
        return str(Path(settings.FILES_DIR) / "company_logos")

    @property
    def location(self) -> str:
        """The same as an absolute path."""
        return str(Path(self.base_location).resolve())


def picture_of(upload: "UploadedFile[Any]") -> bytes:
    """The first picture of a PNG, JPEG or WebP as a PNG of at most 512 by 512, without metadata. Raises NotAPicture."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(upload, formats=FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise NotAPicture("size")
                return _written_anew(image)
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, Warning, Image.DecompressionBombError) as error:
        raise NotAPicture(type(error).__name__) from error


def _written_anew(image: Image.Image) -> bytes:
    drawn = image.convert("RGBA")
    drawn.thumbnail((SIDE, SIDE))
    # Pixels alone go into a new image: no profile, no text, no animation comes along.
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return out.getvalue()
