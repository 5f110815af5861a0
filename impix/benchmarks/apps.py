from django.apps import AppConfig


class BenchmarksConfig(AppConfig):
    """Installed by the benchmarks' own settings only."""

    name = "impix.benchmarks"
    label = "benchmarks"
