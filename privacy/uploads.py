"""Uploads: kept in memory, never on the disk in plain text (policy art. 7), and refused with the true reason.

What is too large is not kept, but counted, so that the form can say how large it was. Everything else of the form
arrives.
"""

from io import BytesIO
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

# From this multiple of the limit on nobody is answered any more.
ABSURD = 10


class DiscardedUpload(UploadedFile):  # type: ignore[type-arg]
    """A file that was too large to be kept: its name and size, without its content."""


class MemoryHandler(FileUploadHandler):
    """Keeps the files of one request in memory, together up to FILE_UPLOAD_MAX_MEMORY_SIZE (FILE_UPLOAD_HANDLERS)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.received = 0
        self.buffer: BytesIO | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep a piece, or stop keeping this file."""
        self.received += len(raw_data)
        if self.received > settings.FILE_UPLOAD_MAX_MEMORY_SIZE * ABSURD:
            raise StopUpload(connection_reset=True)
        if self.received > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
            self.buffer = None
        if self.buffer is not None:
            self.buffer.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """The file, or what it was."""
        if self.buffer is None:
            return DiscardedUpload(BytesIO(), self.file_name, self.content_type, file_size, self.charset)
        self.buffer.seek(0)
        return InMemoryUploadedFile(
            self.buffer, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip


class UploadField(forms.FileField):
    """A file of at most so many bytes; a larger one is refused with its size and the limit."""

    default_error_messages = {"size": _("The file has %(size)s. It may have at most %(limit)s.")}

    def __init__(self, *, most_bytes: int, **kwargs: Any) -> None:
        self.most_bytes = most_bytes
        super().__init__(**kwargs)

    def to_python(self, data: Any) -> Any:
        """The upload. Raises ValidationError."""
        upload = super().to_python(data)
        if upload is not None and (upload.size > self.most_bytes or isinstance(upload, DiscardedUpload)):
            sizes = {"size": filesizeformat(upload.size), "limit": filesizeformat(self.most_bytes)}
            raise ValidationError(self.error_messages["size"], code="size", params=sizes)
        return upload
