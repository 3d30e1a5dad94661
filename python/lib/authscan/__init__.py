"""Repair damaged JSON by the least-cost edits that a schema supports.

>>> import authscan
>>> report = authscan.recover(b'{"names": ["a", "b", "count": 2}')
>>> report.outcome, report.value
('repaired', {'names': ['a', 'b'], 'count': 2})
>>> report.edits[0].description
'inserted `]`'
"""

from __future__ import annotations

import json as _json
from os import PathLike
from typing import Any, IO, Iterable, Mapping, Optional, Union

from . import _authscan
from ._authscan import Diagnostic, Edit, SchemaError, kinds

__all__ = [
    "Diagnostic",
    "Edit",
    "ParseError",
    "Rejected",
    "Report",
    "Schema",
    "SchemaError",
    "check",
    "from_file",
    "kinds",
    "load",
    "loads",
    "parse",
    "recover",
    "recover_many",
    "repair_json",
    "schemas",
]

Capture = Union[bytes, str]


class Rejected(ValueError):
    """No document could be read from a capture. ``report`` says why."""

    def __init__(self, report: "Report") -> None:
        first = next((found.message for found in report.diagnostics if found.severity == "error"), "no document found")
        super().__init__(first)
        self.report = report


class ParseError(ValueError):
    """A text is not JSON, or does not fit the kind or schema."""

    def __init__(self, code: str, message: str, line: int, column: int, pointer: str) -> None:
        super().__init__(f"{message} at line {line}, column {column}")
        self.code, self.line, self.column, self.pointer = code, line, column, pointer


class Schema:
    """A compiled JSON Schema (draft 4 to 2020-12), as a mapping or as JSON text.

    ``secrets`` are further member names whose values reports redact. ``unused`` lists the parts of the schema that recovery
    does not use, each with its JSON Pointer.
    """

    def __init__(self, schema: Union[Mapping[str, Any], str], secrets: Iterable[str] = ()) -> None:
        try:
            text = schema if isinstance(schema, str) else _json.dumps(schema)
        except (TypeError, ValueError) as error:
            raise SchemaError(f"expected a schema as a mapping or as JSON text: {error}") from None
        self._compiled = _authscan.Schema(text, list(secrets))

    @property
    def unused(self) -> list[tuple[str, str]]:
        return self._compiled.unused


class Report:
    """The result of reading one capture. Its ``repr`` and ``to_dict()`` show no secrets; ``text`` and ``value`` do."""

    __slots__ = ("_inner",)

    def __init__(self, inner: "_authscan.Report") -> None:
        self._inner = inner

    @property
    def outcome(self) -> str:
        """``clean``, ``repaired``, ``partial`` or ``rejected``."""
        return self._inner.outcome

    @property
    def ambiguous(self) -> bool:
        """Whether another repair of nearly the same cost gives another value."""
        return self._inner.ambiguous

    @property
    def kind(self) -> Optional[str]:
        """The payload kind that the capture was read as; ``None`` for other JSON."""
        return self._inner.kind

    @property
    def conforms(self) -> bool:
        """Whether no diagnostic is an error."""
        return self._inner.conforms

    @property
    def text(self) -> Optional[bytes]:
        """The document as JSON; ``None`` if the capture was rejected."""
        return self._inner.text

    @property
    def value(self) -> Any:
        """The document as Python objects.

        Raises ``Rejected`` if there is none.
        """
        text = self._inner.text
        if text is None:
            raise Rejected(self)
        return _json.loads(text)

    @property
    def edits(self) -> list[Edit]:
        """The changes that the repair made, in places of the capture (byte offsets)."""
        return self._inner.edits

    @property
    def diagnostics(self) -> list[Diagnostic]:
        return self._inner.diagnostics

    def to_dict(self) -> dict[str, Any]:
        """Outcome, doubt, diagnostics and edits, without the document."""
        return {"kind": self.kind, **_json.loads(self._inner.to_json())}

    def __repr__(self) -> str:
        return repr(self._inner)


def _compiled(schema: Union[Schema, Mapping[str, Any], str, None]) -> Optional["_authscan.Schema"]:
    if schema is None:
        return None
    return (schema if isinstance(schema, Schema) else Schema(schema))._compiled


def recover(capture: Capture, *, kind: str = "auto", schema: Union[Schema, Mapping[str, Any], str, None] = None) -> Report:
    """Reads the most plausible document from a capture of any bytes. Never fails: see ``Report.outcome``.

    ``kind`` is one of ``kinds()``, ``"any"`` for plain JSON, or ``"auto"`` to tell it from the content. A ``schema`` takes
    its place; compile it once as ``Schema`` if many captures are read with it.
    """
    return Report(_authscan.recover(capture, kind, _compiled(schema)))


def recover_many(
    captures: Iterable[Capture],
    *,
    kind: str = "auto",
    schema: Union[Schema, Mapping[str, Any], str, None] = None,
    threads: Optional[int] = None,
) -> list[Report]:
    """``recover`` of many captures on all cores, without the interpreter's lock. Reports are in the order of the captures."""
    if isinstance(captures, (str, bytes, bytearray)):
        raise TypeError("expected captures, found a single one: use recover()")
    if threads is not None and threads < 1:
        raise ValueError(f"threads must be at least 1, not {threads}")
    return [Report(inner) for inner in _authscan.recover_many(list(captures), kind, _compiled(schema), threads)]


def check(capture: Capture, *, kind: str = "auto", schema: Union[Schema, Mapping[str, Any], str, None] = None) -> Report:
    """Finds everything in a capture that does not conform; repairs nothing."""
    return Report(_authscan.check(capture, kind, _compiled(schema)))


def parse(text: Capture, *, kind: str = "any", schema: Union[Schema, Mapping[str, Any], str, None] = None) -> Any:
    """Parses JSON by RFC 8259, and validates it if a kind or schema is given. Raises ``ParseError``."""
    error = _authscan.first_error(text, kind, _compiled(schema))
    if error is not None:
        raise ParseError(*error)
    return _json.loads(text)


def schemas(*, open: bool = False) -> dict[str, dict[str, Any]]:
    """The JSON Schema of each payload kind: as documented, or, with ``open``, of everything that the model reads."""
    return {kind: _json.loads(_authscan.schema_text(kind, open)) for kind in kinds()}


def loads(
    text: Capture,
    skip_json_loads: bool = False,
    *,
    kind: str = "any",
    schema: Union[Schema, Mapping[str, Any], str, None] = None,
) -> Any:
    """The value of a damaged text, as ``json_repair.loads`` gives it. Raises ``Rejected`` where nothing can be read.

    ``skip_json_loads`` has no effect: a text that is JSON costs no repair.
    """
    return recover(text, kind=kind, schema=schema).value


def load(file: IO[Any], skip_json_loads: bool = False, **options: Any) -> Any:
    """``loads`` of the content of an open file."""
    return loads(file.read(), skip_json_loads, **options)


def from_file(path: Union[str, "PathLike[str]"], skip_json_loads: bool = False, **options: Any) -> Any:
    """``loads`` of the content of a file."""
    with open(path, "rb") as file:
        return load(file, skip_json_loads, **options)


def repair_json(
    text: Capture,
    return_objects: bool = False,
    skip_json_loads: bool = False,
    *,
    kind: str = "any",
    schema: Union[Schema, Mapping[str, Any], str, None] = None,
    **dumps: Any,
) -> Any:
    """The repaired text of a damaged one, or its value, as ``json_repair.repair_json`` gives it.

    The text keeps the layout of the damaged one. With arguments of ``json.dumps``, such as ``indent``, it is the value
    written by that function.
    """
    report = recover(text, kind=kind, schema=schema)
    if return_objects:
        return report.value
    if dumps:
        return _json.dumps(report.value, **dumps)
    if report.text is None:
        raise Rejected(report)
    return report.text.decode()
