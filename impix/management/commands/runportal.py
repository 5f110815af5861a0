"""`manage.py runportal`: the whole portal on this machine, from an empty folder."""

import hashlib
import io
import os
import signal
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections

from impix import demo
from impix.embedded import layout, lock
from impix.embedded.environment import DEFAULT_PORT
from impix.embedded.exceptions import EmbeddedError, in_plain_words
from impix.embedded.portal import Portal
from impix.gate import gate


class Command(BaseCommand):
    """Start everything, print the address, watch, and stop everything when told to or when a part of it ends."""

    help = "Starts the whole portal on this machine and keeps it running until Ctrl-C."
    # The database that checks might ask is not there yet.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(DEFAULT_PORT), help="default: %(default)s")

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        self.began = time.monotonic()
        portal = Portal(layout.PORTAL, port)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, portal.interrupt)
        try:
            with in_plain_words(), lock.held(layout.PORTAL.run / "lock", "The portal"):
                self._run(portal)
        except KeyboardInterrupt:
            self._say("stopped")
        except (EmbeddedError, Error) as error:
            if portal.told_to_stop:  # The signal came in the middle of a query, whose rollback then failed.
                self._say("stopped")
                return
            raise CommandError(str(error).strip().splitlines()[0]) from error

    def _run(self, portal: Portal) -> None:
        try:
            portal.clear_the_place()
            self._say(f"PostgreSQL and Valkey ({portal.place.services})")
            portal.start_servers()
            self._say("migrations and data")
            accounts = self._prepare_data()
            self._collect_static_files()
            if settings.EMBEDDED:
                portal.publish()
            self._say("web server")
            portal.start_web()
            portal.start_background()
            self._say(f"The portal is ready: {settings.SITE_URL}/\n{accounts}Stop it with Ctrl-C.")
            self._seed_world()
            portal.watch()
        finally:
            portal.stop(self._say)

    def _prepare_data(self) -> str:
        """Bring the databases up to date; the demo accounts, as their command prints them."""
        accounts = io.StringIO()
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_reference_data", verbosity=0)
        call_command("load_policy", verbosity=0)
        if settings.EMBEDDED:
            call_command("seed_demo", accounts_only=True, stdout=accounts)
        connections.close_all()
        return accounts.getvalue()

    def _seed_world(self) -> None:
        """The demo companies and people, once; the pages answer meanwhile."""
        if settings.EMBEDDED and not gate.closed() and not demo.is_complete():
            self._say("adding demo companies and people")
            call_command("seed_demo", stdout=io.StringIO())
            self._say("demo companies and people are there")
        connections.close_all()

    def _collect_static_files(self) -> None:
        """Collect them where one has changed since the last time; it takes seconds."""
        found = [(path, storage.path(path)) for finder in get_finders() for path, storage in finder.list([])]
        state = [(path, full, os.stat(full).st_mtime_ns) for path, full in sorted(found)]
        digest = hashlib.sha256(repr((state, settings.STORAGES)).encode()).hexdigest()
        stamp = layout.PORTAL.run / "static-files"
        if not stamp.exists() or stamp.read_text() != digest or not settings.STATIC_ROOT.is_dir():
            call_command("collectstatic", interactive=False, verbosity=0, clear=True)
            stamp.write_text(digest)

    def _say(self, line: str) -> None:
        # The terminal may be gone, which must not keep us from stopping the children.
        try:
            self.stdout.write(f"[{time.monotonic() - self.began:5.1f} s] {line}")
            self.stdout.flush()
        except OSError:
            pass
