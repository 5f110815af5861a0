"""From a fresh clone to a running Django: our own virtual environment, then the embedded services' addresses.

Standard library only, and syntax that an old Python can parse.
"""


def prepare(argv: list[str]) -> None:
    """Make Django importable and, for the commands that may use them, point the settings at the embedded services."""
    command = argv[1] if len(argv) > 1 else ""
    from impix.embedded import environment

    if command in ("runportal", "test"):
        environment.enter(command)
    else:
        environment.join_running_portal()
