"""Tables whose rows are reports: .csv and .jsonl."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from corpus.blocks import Flaw, Parsed
from corpus.encoding import decode
from corpus.limits import MAX_TEXT_BYTES
from corpus.metadata import stated
from corpus.paragraphs import text_blocks
from errors import LimitExceeded, UnreadableFile

MAX_ROWS = 200_000
_MOST_FLAWS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table as a report; `id` is its id column, or its number from 1."""

    id: str
    parsed: Parsed


def read_csv(data: bytes, name: str) -> tuple[tuple[Row, ...], tuple[Flaw, ...]]:
    """Return a report for each row with text, and a flaw for each row without.

    Raises
    ------
    UnreadableFile
        It is empty, not text, or has no column `text`.
    """
    decoded = decode(data, name)
    rows, flaws = _reports(_csv_records(decoded.text, name), "csv", name)
    return rows, (*decoded.flaws, *flaws)


def read_jsonl(data: bytes, name: str) -> tuple[tuple[Row, ...], tuple[Flaw, ...]]:
    """Return a report for each line that is an object with a `text`, and a flaw for each other line.

    Raises
    ------
    UnreadableFile
        It is empty, not text, or no line could be read.
    """
    decoded = decode(data, name)
    rows, flaws = _reports(_json_records(decoded.text), "jsonl", name)
    return rows, (*decoded.flaws, *flaws)


def _csv_records(text: str, name: str) -> Iterator[Mapping[str, str] | Flaw]:
    csv.field_size_limit(MAX_TEXT_BYTES)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        header = [column.strip().casefold() for column in next(reader, [])]
        if "text" not in header:
            raise UnreadableFile(
                f"{name} has no column 'text'; it has {', '.join(header[:12]) or 'no columns'}.",
                "Name the column with the reports' text 'text'.",
            )
        if header.count("text") > 1:
            raise UnreadableFile(f"{name} has two columns 'text'.", "Name one of them otherwise.")
        for fields in reader:
            if any(field.strip() for field in fields):
                yield dict(zip(header, fields, strict=False))
    except csv.Error as error:
        yield Flaw(f"The table could not be read from line {reader.line_num} on: {error}.", "Correct that line.")


def _json_records(text: str) -> Iterator[Mapping[str, str] | Flaw]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except RecursionError:
            yield Flaw(f"Line {number} is nested too deep.", "Write one JSON object a line, its text in a field.")
            continue
        except ValueError:
            yield Flaw(f"Line {number} is not JSON.", "Write one JSON object a line.")
            continue
        if isinstance(values, dict):
            yield {str(k).casefold(): str(v) for k, v in values.items() if isinstance(v, str | int | float)}
        else:
            yield Flaw(f"Line {number} holds no JSON object.", "Write one JSON object a line.")


def _reports(
    records: Iterator[Mapping[str, str] | Flaw], table_format: str, name: str
) -> tuple[tuple[Row, ...], tuple[Flaw, ...]]:
    rows: list[Row] = []
    flaws: list[Flaw] = []
    taken: set[str] = set()
    for number, record in enumerate(records, 1):
        if number > MAX_ROWS:
            raise LimitExceeded(f"{name} has more than {MAX_ROWS} rows.", "Split the table.")
        if isinstance(record, Flaw):
            flaws.append(record)
        elif not record.get("text", "").strip():
            flaws.append(Flaw(f"Row {number} has no text.", "Fill its column 'text', or leave it out."))
        else:
            rows.append(_row(record, number, table_format, taken))
    if not rows:
        reason = flaws[0].reason if flaws else "It has no rows."
        raise UnreadableFile(f"{name} holds no report. {reason}", flaws[0].remedy if flaws else "Add rows.")
    return tuple(rows), _few(flaws)


def _row(record: Mapping[str, str], number: int, table_format: str, taken: set[str]) -> Row:
    stem = " ".join(record.get("id", "").split()) or str(number)
    identifier = stem if stem not in taken else f"{stem}~{number}"
    taken.add(identifier)
    pairs = [(key, value) for key, value in record.items() if key not in ("id", "text") and value]
    found, flaws = stated(pairs, f"{table_format} column")
    return Row(identifier, Parsed(table_format, text_blocks(record["text"]), found, flaws=flaws))


def _few(flaws: list[Flaw]) -> tuple[Flaw, ...]:
    """Return the first flaws, and one that counts the rest."""
    if len(flaws) <= _MOST_FLAWS:
        return tuple(flaws)
    return (*flaws[:_MOST_FLAWS], Flaw(f"{len(flaws) - _MOST_FLAWS} more rows could not be read.", flaws[-1].remedy))
