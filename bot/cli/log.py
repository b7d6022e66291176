"""Logs: one JSON object a line, on standard error, ids and codes only."""

import logging
import sys

import structlog


def configure(*, verbose: bool = False) -> None:
    """Our own lines go out as JSON; what libraries say is dropped, since some of them print what people wrote."""
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if verbose else logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
