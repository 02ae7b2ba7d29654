"""Tracing questions: a span for each that a database is asked, where traces are wanted."""

from typing import Any

from opentelemetry.trace import Span, SpanKind, StatusCode, Tracer, get_current_span
from sqlalchemy import Engine, event
from sqlalchemy.engine import ExceptionContext, ExecutionContext

MOST_OF_A_STATEMENT = 2000
"""Characters of a statement that a span has; what it is asked with is not in it."""


def trace_questions(engine: Engine, tracer: Tracer) -> None:
    """Make a span of every statement that is executed over an engine, within that of the request that needs it."""
    system = engine.dialect.name

    def begin(_: object, __: object, statement: str, ___: object, context: Any, ____: object) -> None:  # noqa: ANN401
        if not get_current_span().get_span_context().is_valid:
            return  # nobody's request: to look for a new revision is no trace of its own
        operation = statement.lstrip("( \n").partition(" ")[0].upper()
        context.span = tracer.start_span(
            f"{operation} {system}",
            kind=SpanKind.CLIENT,
            attributes={
                "db.system.name": system,
                "db.operation.name": operation,
                "db.query.text": statement[:MOST_OF_A_STATEMENT],
            },
        )

    def end(_: object, __: object, ___: object, ____: object, context: ExecutionContext, _____: object) -> None:
        _end_of(context)

    def fail(failed: ExceptionContext) -> None:
        if failed.execution_context:
            _end_of(failed.execution_context, failed.original_exception)

    event.listen(engine, "before_cursor_execute", begin)
    event.listen(engine, "after_cursor_execute", end)
    event.listen(engine, "handle_error", fail)


def _end_of(context: ExecutionContext, error: BaseException | None = None) -> None:
    """End the span of an execution, if it has one that has not ended."""
    span: Span | None = getattr(context, "span", None)
    if span is None:
        return
    if error:
        span.set_attribute("error.type", type(error).__qualname__)
        span.set_status(StatusCode.ERROR)
    span.end()
