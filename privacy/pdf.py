"""PDF documents, typeset by Typst from a template beside the code and data that are never read as markup."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).parent / "fonts"


def render(template: Path, data: Mapping[str, Any]) -> bytes:
    """The document; the template reads `data` by `json(bytes(sys.inputs.data))`. Nothing of the system is used."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    document: bytes = typst.compile(
        template, font_paths=[FONTS], ignore_system_fonts=True, sys_inputs=inputs, format="pdf"
    )
    return document
