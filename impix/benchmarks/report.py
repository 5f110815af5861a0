"""What a benchmark found, and how it is told to people and to programs."""

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median, quantiles
from typing import Any

from django.db import connection


@dataclass(frozen=True)
class Target:
    """A bound that a ratio must keep; ratios, because machines differ."""

    ratio: str
    says: str
    at_most: float | None = None
    at_least: float | None = None

    def is_met(self, value: float) -> bool:
        """Whether the ratio keeps the bound."""
        return (self.at_most is None or value <= self.at_most) and (self.at_least is None or value >= self.at_least)


@dataclass(frozen=True)
class Result:
    """The outcome of one run."""

    name: str
    rows: int
    ours: Mapping[str, float]
    alternatives: Mapping[str, Mapping[str, float]]
    limit: Mapping[str, float]
    ratios: Mapping[str, float]
    targets: Sequence[Target]
    expected_losses: Sequence[str] = ()
    machine: Mapping[str, Any] = field(default_factory=lambda: machine())

    def missed(self) -> list[str]:
        """The ratios that do not keep their bound."""
        return [target.ratio for target in self.targets if not target.is_met(self.ratios[target.ratio])]

    def unexpected(self) -> list[str]:
        """The missed ratios that nobody wrote down as a loss."""
        return [ratio for ratio in self.missed() if ratio not in self.expected_losses]

    def as_json(self) -> dict[str, Any]:
        """The object that `--json` prints."""
        return {
            "name": self.name,
            "rows": self.rows,
            "ours": self.ours,
            "alternatives": self.alternatives,
            "limit": self.limit,
            "ratios": self.ratios,
            "targets": {target.ratio: asdict(target) for target in self.targets},
            "met": not self.missed(),
            "missed": self.missed(),
            "expected_losses": list(self.expected_losses),
            "machine": self.machine,
        }

    def lines(self) -> list[str]:
        """The same as Markdown tables."""
        variants = {"ours": self.ours, **self.alternatives, "limit": self.limit}
        names = list(dict.fromkeys(name for values in variants.values() for name in values))
        found = [f"| {self.name}, {self.rows:,} rows | {' | '.join(variants)} |", "|---" * (len(variants) + 1) + "|"]
        for name in names:
            cells = [f"{values[name]:,.1f}" if name in values else "" for values in variants.values()]
            found.append(f"| {name} | {' | '.join(cells)} |")
        found += ["", "| ratio | found | target | |", "|---|---|---|---|"]
        for target in self.targets:
            value = self.ratios[target.ratio]
            verdict = "met" if target.is_met(value) else "missed"
            if target.ratio in self.expected_losses:
                verdict += ", a known loss" if verdict == "missed" else ", although a known loss"
            found.append(f"| {target.says} | {value:.2f} | {_bound(target)} | {verdict} |")
        others = set(self.ratios) - {target.ratio for target in self.targets}
        found += [f"| {name} | {self.ratios[name]:.2f} | | report only |" for name in self.ratios if name in others]
        return found


def _bound(target: Target) -> str:
    if target.at_most is not None and target.at_most == target.at_least:
        return f"= {target.at_most:g}"
    return f"<= {target.at_most:g}" if target.at_most is not None else f">= {target.at_least:g}"


def middle(samples: Sequence[float]) -> float:
    """The median."""
    return median(samples)


def p95(samples: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(samples, n=20)[-1] if len(samples) > 1 else samples[0]


def paired(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of what ran side by side, which the noise of a shared machine moves least."""
    return median(our / their for our, their in zip(ours, theirs, strict=True))


def machine() -> dict[str, Any]:
    """What the figures were found on."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        (postgresql,) = cursor.fetchone()
    return {
        "processor": platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": postgresql,
        "load": os.getloadavg()[0],
    }
