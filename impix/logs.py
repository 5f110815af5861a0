"""Logs without people in them: one JSON object per line, route names instead of addresses, frames instead of values.

A log is a store too. What a visitor sent (URL, query, form, headers) and what an exception says (values of rows, of
forms) stays out; class, constraint and frames are enough to find a fault. PIPA art. 29; policy art. 7.
"""

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator

import structlog
from django.http import HttpRequest, HttpResponse
from structlog.typing import EventDict, Processor

log = structlog.get_logger("impix.request")


def without_values(logger: object, method: str, event: EventDict) -> EventDict:
    """Replace the exception of an entry by its classes, the constraint that it names, and its frames."""
    found = event.pop("exc_info", None)
    error = sys.exc_info()[1] if found is True else found[1] if isinstance(found, tuple) else found
    if isinstance(error, BaseException):
        chain = list(_chain(error))
        event["exception"] = [f"{type(each).__module__}.{type(each).__qualname__}" for each in chain]
        event["frames"] = [
            f"{frame.filename.rsplit('/site-packages/', 1)[-1]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        ]
        names = [getattr(getattr(each, "diag", None), "constraint_name", None) for each in chain]
        event["constraint"] = next(filter(None, names), None)
    event.pop("stack_info", None)
    return event


def without_arguments(logger: object, method: str, event: EventDict) -> EventDict:
    """Entries of packages: their message as it stands in their source, or the place when it comes ready-made."""
    record: logging.LogRecord = event["_record"]
    arguments = event.pop("positional_args", ())
    if not arguments:
        event["event"] = f"{record.module}.{record.funcName}"
    if isinstance(arguments, dict) and record.name.startswith("celery."):
        event.update({f"task_{key}": arguments[key] for key in ("name", "id", "runtime") if key in arguments})
    return event


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """The formatter of settings.LOGGING, for our own entries and those of packages."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[without_arguments, *shared],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: type(value).__name__),
        ],
        use_get_message=False,
        pass_foreign_args=True,
    )


class RequestLogMiddleware:
    """One line per request: id, route, method, status, time; the id is also in every other line of the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Log after the answer, when the route is known."""
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=str(uuid.uuid4())):
            response = self.get_response(request)
            match = request.resolver_match
            log.log(
                logging.ERROR if response.status_code >= 500 else logging.INFO,
                "request",
                route=match.view_name if match else None,
                method=request.method if request.method in KNOWN_METHODS else "other",
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000),
            )
        return response


KNOWN_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    following: BaseException | None = error
    while following is not None:
        yield following
        following = following.__cause__ or following.__context__
