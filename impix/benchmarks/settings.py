"""The portal's settings on databases that only the benchmarks use."""

from impix.settings import *  # noqa: F403
from impix.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "impix.benchmarks"]
for _alias, _name in {
    "default": "impix_bench",
    "archive": "impix_bench_archive",
    "vault": "impix_bench_vault",
}.items():
    DATABASES[_alias]["NAME"] = _name

# Of django-fernet-encrypted-fields, one of the alternatives.
SALT_KEY = "benchmark"
