"""Declarations of the benchmarks' models; their values are invented."""

from privacy.declarations import Activity, Basis, Clock, NotPersonal, Personal

ACTIVITIES = (Activity("benchmark", "성능 측정", "Benchmark", Basis.CONSENT, Clock("the run", days=1)),)

DECLARATIONS = (
    *(
        NotPersonal(f"benchmarks.{name}", because="invented values, compared with sealed ones")
        for name in ("PlainRow", "SharedKeyRow", "FernetRow")
    ),
    Personal(
        "benchmarks.SealedRow",
        activity="benchmark",
        items={name: name for name in ("name", "mobile", "address", "school", "note")},
        plain=("id", "subject"),
    ),
)
