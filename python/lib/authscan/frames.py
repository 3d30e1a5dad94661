"""Columns of captures in pandas and pyarrow."""

from __future__ import annotations

from typing import Any, Mapping, Optional, Union

from . import Schema, recover_many

COLUMNS = ("document", "outcome", "ambiguous", "edits")


def recover_column(
    column: Any,
    *,
    kind: str = "auto",
    schema: Union[Schema, Mapping[str, Any], str, None] = None,
    threads: Optional[int] = None,
) -> Any:
    """A column of captures becomes the columns ``document`` (JSON text), ``outcome``, ``ambiguous`` and ``edits`` (a count).

    A pandas ``Series`` gives a ``DataFrame`` with its index, a pyarrow ``Array`` or ``ChunkedArray`` gives a ``Table``.
    Missing captures give missing cells.
    """
    is_arrow = type(column).__module__.split(".")[0] == "pyarrow"
    captures = column.to_pylist() if is_arrow else list(column)
    is_missing = [not isinstance(capture, (bytes, str)) for capture in captures]
    present = [capture for capture, missing in zip(captures, is_missing) if not missing]
    reports = iter(recover_many(present, kind=kind, schema=schema, threads=threads))
    rows = [None if missing else next(reports) for missing in is_missing]
    cells = {
        "document": [row.text.decode() if row is not None and row.text is not None else None for row in rows],
        "outcome": [row.outcome if row is not None else None for row in rows],
        "ambiguous": [row.ambiguous if row is not None else None for row in rows],
        "edits": [len(row.edits) if row is not None else None for row in rows],
    }
    if is_arrow:
        import pyarrow

        types = [pyarrow.string(), pyarrow.string(), pyarrow.bool_(), pyarrow.int64()]
        return pyarrow.table({name: pyarrow.array(cells[name], kind) for name, kind in zip(COLUMNS, types)})
    import pandas

    frame = pandas.DataFrame(cells, index=column.index, columns=list(COLUMNS))
    return frame.astype({"ambiguous": "boolean", "edits": "Int64"})
