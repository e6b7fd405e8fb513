"""Rows of a dataset as Parquet, with the features that `datasets` reads, written by pyarrow alone."""

from __future__ import annotations

from typing import IO, Any, Final, TypeAlias

import orjson

from annotations.formats.extras import needed

EXTRA: Final = "parquet"
Row: TypeAlias = dict[str, object]
SPAN: Final = {"id": "string", "start": "int32", "end": "int32", "label": "string"}
TEXTS: Final = ("id", "document", "name", "annotator")
_ROWS: Final = 1000  # written at once, at least
_FOR: Final = "huggingface"


def packed(rows: list[Row]) -> bytes:
    """ROWS as a record batch of Arrow."""
    arrow = needed("pyarrow", _FOR, EXTRA)
    return bytes(arrow.RecordBatch.from_pylist(rows, schema=_schema(arrow)).serialize())


def _schema(arrow: Any) -> Any:
    piece = arrow.struct([("start", arrow.int32()), ("end", arrow.int32())])
    span = arrow.struct(
        [("id", arrow.string()), ("start", arrow.int32()), ("end", arrow.int32()),
         ("label", arrow.string()), ("ranges", arrow.list_(piece))]
    )  # fmt: skip
    return arrow.schema([
        *((name, arrow.string()) for name in TEXTS),
        ("start", arrow.int32()), ("text", arrow.string()), ("tokens", arrow.list_(arrow.string())),
        ("ner_tags", arrow.list_(arrow.int64())),
        ("spans", arrow.list_(span)), ("claims", arrow.list_(span)),
    ])  # fmt: skip


class ParquetOut:
    """Writes Parquet to FILE, some rows at once; which tags there are is told at the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._arrow = needed("pyarrow", _FOR, EXTRA)
        self._waiting: list[Any] = []
        self._schema = _schema(self._arrow)
        self._writer = needed("pyarrow.parquet", _FOR, EXTRA).ParquetWriter(file, self._schema)

    def add(self, batch: bytes) -> None:
        """The rows of BATCH, which were `packed`, more."""
        self._waiting.append(self._arrow.ipc.read_record_batch(self._arrow.py_buffer(batch), self._schema))
        if sum(each.num_rows for each in self._waiting) >= _ROWS:
            self._flush()

    def _flush(self) -> None:
        if self._waiting:
            self._writer.write_table(self._arrow.Table.from_batches(self._waiting))
            self._waiting.clear()

    def finish(self, tags: list[str]) -> None:
        """All is written, with the features; TAGS are the names of the tags."""
        self._flush()
        said = orjson.dumps({"info": {"features": _features(tags)}}).decode("utf-8")
        self._writer.add_key_value_metadata({"huggingface": said})
        self._writer.close()


def _features(tags: list[str]) -> dict[str, object]:
    """The features of the dataset, in the form that all of `datasets` 3 to 5 read."""

    def value(dtype: str) -> dict[str, object]:
        return {"dtype": dtype, "_type": "Value"}

    placed = {name: value(dtype) for name, dtype in SPAN.items()}
    placed["ranges"] = [{"start": value("int32"), "end": value("int32")}]  # type: ignore[assignment]
    return {
        **{name: value("string") for name in TEXTS},
        "start": value("int32"),
        "text": value("string"),
        "tokens": {"feature": value("string"), "_type": "Sequence"},
        "ner_tags": {"feature": {"names": tags, "_type": "ClassLabel"}, "_type": "Sequence"},
        "spans": [placed],
        "claims": [placed],
    }
