"""Which database a room lives in: vault and archive have one each, everything else is in default."""

from typing import Any

from django.db.models import Model

ALIASES = {"privacy_vault": "vault", "privacy_archive": "archive"}


class RoomRouter:
    """Routing by app label alone, so that a model can never be in two stores."""

    def db_for_read(self, model: type[Model], **hints: Any) -> str:
        return ALIASES.get(model._meta.app_label, "default")

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return ALIASES.get(app_label, "default") == db
