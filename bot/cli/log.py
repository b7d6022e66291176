"""Logs: one JSON object a line, on standard error, ids and codes only."""

import logging
import sys

import structlog

OURS = "bot"  # what our own modules say through the standard library's loggers begins with this name


def configure(*, verbose: bool = False) -> None:
    """Our own lines go out as JSON; what libraries say is dropped, since some of them print what people wrote."""
    level = logging.DEBUG if verbose else logging.INFO
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    ours = logging.getLogger(OURS)
    ours.handlers, ours.propagate = [_AsJson()], False
    ours.setLevel(level)


class _AsJson(logging.Handler):
    """Passes a line on to where all the others go."""

    def emit(self, record: logging.LogRecord) -> None:
        structlog.get_logger().log(record.levelno, record.getMessage(), module=record.name)
