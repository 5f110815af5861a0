#!/usr/bin/env python3
"""Entry point of every command; `runportal` and `test` bring what they need with them."""

import os
import sys


def main():
    # type: () -> None
    # No annotations and no new syntax here and in bootstrap.py: an old Python must get far enough to say so.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "impix.settings")
    from impix import bootstrap

    bootstrap.prepare(sys.argv)

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
