"""From a fresh clone to a running Django: our own virtual environment, then the embedded services' addresses.

Standard library only, and syntax that an old Python can parse: it must get far enough to say that it is too old.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn  # noqa: F401 (used in the type comments)

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "lock.sha256")
LOCK = os.path.join(ROOT, "requirements.lock")
# The commands that bring what they need with them.
SELF_SUFFICIENT = ("runportal", "test")
# The commands that need the worker's rights.
AS_WORKER = ("plan_destruction", "execute_destruction", "replay_ledger", "rotate_master_key")


def prepare(argv):
    # type: (list[str]) -> None
    """Make Django importable and, for the commands that may use them, point the settings at the embedded services."""
    if sys.version_info < (3, 11):
        _stop("IMPIX needs Python 3.11 or later; this is %d.%d (%s)." % (sys.version_info[:2] + (sys.executable,)))
    command = argv[1] if len(argv) > 1 else ""
    try:
        _choose_python(command in SELF_SUFFICIENT)
    except OSError as error:
        _stop("%s: %s" % (error.filename or VENV, error.strerror))
    except KeyboardInterrupt:
        _stop("Stopped; the next start begins again.")
    from impix.embedded import environment
    from impix.embedded.exceptions import EmbeddedError

    try:
        if command in SELF_SUFFICIENT:
            environment.enter(command, argv[2:])
        else:
            environment.join_running_portal()
        if command in AS_WORKER:
            environment.become_worker()
    except EmbeddedError as error:
        _stop(str(error))


def _choose_python(may_install):
    # type: (bool) -> None
    """Run on in a Python that has what requirements.lock names, making `.venv` where that is allowed and needed."""
    from importlib.util import find_spec

    ours = os.path.realpath(sys.prefix) == os.path.realpath(VENV)
    outdated = _stamp() not in (None, _wanted())
    if find_spec("django") is not None and not (ours and outdated):
        if may_install and not (ours and _stamp()):
            _warn_of_differences()
    elif ours and find_spec("django") is not None and not may_install:
        _say("warning: .venv is older than requirements.lock; `python3 manage.py test` renews it.")
    elif not ours and os.path.exists(PYTHON) and not (may_install and outdated):
        _run_again()
    elif may_install:
        _make_venv()
        _run_again()
    else:
        _stop("Django is not installed: `python3 manage.py runportal` or `test` installs it into .venv.")


def _stamp():
    # type: () -> str | None
    """Which requirements.lock our .venv was made from; None where it was not made by us."""
    try:
        with open(STAMP) as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _wanted():
    # type: () -> str
    import hashlib

    with open(LOCK, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def _make_venv():
    # type: () -> None
    """Make `.venv` aside and rename it, one process at a time."""
    import fcntl
    import shutil

    part = VENV + ".new"
    with open(VENV + ".lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            _say("Another process is making .venv: waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        if _stamp() == _wanted():
            return
        shutil.rmtree(part, ignore_errors=True)
        _say("Installing the packages of requirements.lock into .venv (once; some seconds to some minutes)")
        try:
            _install(part)
            _move(part)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _install(part):
    # type: (str) -> None
    """Fill the folder with uv where it is on the path, else with pip."""
    import shutil

    python = os.path.join(part, "bin", "python")
    packages = ["--require-hashes", "-r", LOCK]
    uv = shutil.which("uv")
    if uv and _run([uv, "--version"]) is None:
        failure = _run([uv, "venv", "-q", "--no-project", "--no-config", "--python", sys.executable, part])
        failure = failure or _run([uv, "pip", "install", "-q", "--python", python] + packages)
    else:
        failure = _run([sys.executable, "-m", "venv", part])
        if failure:
            _stop("Python cannot make a virtual environment (on Debian: apt install python3-venv): " + failure)
        quiet = ["-q", "--no-input", "--disable-pip-version-check", "--no-warn-script-location", "--no-compile"]
        failure = _run([python, "-m", "pip", "install"] + quiet + packages)
    failure = failure or _run([python, "-c", "import django"])
    if failure:
        _stop("requirements.lock could not be installed; is a package index reachable? " + failure)


def _move(part):
    # type: (str) -> None
    """Put the finished folder in the place of the old one, and its own path right in its scripts."""
    import shutil

    scripts = os.path.join(part, "bin")
    for name in os.listdir(scripts):
        path = os.path.join(scripts, name)
        if os.path.isfile(path) and not os.path.islink(path):
            with open(path, "r+b") as file:
                content = file.read()
                if part.encode() in content:
                    file.seek(0)
                    file.truncate()
                    file.write(content.replace(part.encode(), VENV.encode()))
    with open(os.path.join(part, os.path.basename(STAMP)), "w") as file:
        file.write(_wanted())
    old = VENV + ".old"
    if os.path.lexists(VENV):
        shutil.rmtree(old, ignore_errors=True)
        os.rename(VENV, old)
    os.rename(part, VENV)
    shutil.rmtree(old, ignore_errors=True)


def _run(command):
    # type: (list[str]) -> str | None
    """Run quietly; None when it went well, else the line of its output that says why not."""
    import signal
    import subprocess

    from impix.embedded.supervisor import dying_with_parent

    done = subprocess.run(
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        preexec_fn=dying_with_parent(signal.SIGTERM),
    )  # fmt: skip
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()]
    return (telling or lines or ["%s: status %d" % (command[0], done.returncode)])[-1]


def _warn_of_differences():
    # type: () -> None
    """One line where somebody else's environment is not what the lock file says; it is never changed."""
    import re
    from importlib.metadata import PackageNotFoundError, version

    with open(LOCK) as file:
        wanted = re.findall(r"^([A-Za-z0-9_.-]+)==([^ ;]+)", file.read(), re.MULTILINE)
    missing, different = [], []
    for name, number in wanted:
        try:
            if version(name) != number:
                different.append("%s %s (%s)" % (name, version(name), number))
        except PackageNotFoundError:
            missing.append(name)
    if missing and "DATABASE_URL" not in os.environ:
        # A server of production has Django but not the embedded servers: it must not get them by mistake.
        _stop(
            "%s has Django but lacks %s (%d in all) of requirements.lock: leave it (deactivate), or install them."
            % (sys.prefix, ", ".join(missing[:3]), len(missing))
        )
    if different:
        _say("warning: %s differs from requirements.lock: %s" % (sys.prefix, ", ".join(different[:3])))


def _run_again():
    # type: () -> NoReturn
    """Start this command again in our .venv, in this same process."""
    sys.stdout.flush()
    os.execv(PYTHON, [PYTHON] + sys.orig_argv[1:])


def _say(line):
    # type: (str) -> None
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


def _stop(line):
    # type: (str) -> NoReturn
    _say(line)
    sys.exit(1)
