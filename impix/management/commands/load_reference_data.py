"""`load_reference_data`: the published classifications and the terms of use into the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from impix.reference_data import SOURCES, BadFile, load
from impix.stores import signed_in_as_owner
from members.exceptions import TermsAltered
from members.terms import load_terms


class Command(BaseCommand):
    """Idempotent; signs in as the owner, because for the portal itself reference data are read-only."""

    help = "Loads regions, industries, occupations and terms of use from the project's files. May run again."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every file, or none when one is faulty."""
        with signed_in_as_owner(["default"]):
            try:
                with transaction.atomic():
                    loaded = {source.model: load(source) for source in SOURCES}
                    terms = load_terms()
            except (BadFile, TermsAltered) as fault:
                raise CommandError(str(fault)) from fault
        for model, counts in loaded.items() if options["verbosity"] else ():
            self.stdout.write(f"{model}: {counts.added} added, {counts.changed} changed, {counts.closed} closed")
        if options["verbosity"]:
            self.stdout.write(f"members.TermsVersion: {terms} added")
