"""Whether passages speak of a theme, as a person said: a table beside the snapshots, which builds leave alone."""

import csv
import io
from pathlib import Path
from typing import Literal, get_args

from corpus.disk import replace, writing
from corpus.lock import exclusive
from errors import InvalidSetting

Label = Literal["yes", "no", "unsure"]

FILE_NAME = "labels.csv"
_FIELDS = ("theme", "passage", "label")
_PATIENCE = 5.0


def read_labels(workspace: Path, theme_id: str) -> dict[str, Label]:
    """Return the label of each passage that was labelled for a theme, in the order given."""
    return {
        passage: label for (theme, passage), label in _read(Path(workspace) / FILE_NAME).items() if theme == theme_id
    }


def keep_label(workspace: Path, theme_id: str, passage_id: str, label: Label | None) -> None:
    """Keep what a person said of one passage and theme, instead of what was said before; None takes it back.

    Raises
    ------
    InvalidSetting
        There is no such label.
    WorkspaceBusy, WorkspaceNotWritten
        Another label is being written, or the disk refuses; the labels are as before.
    """
    if label is not None and label not in get_args(Label):
        raise InvalidSetting(f"There is no label {label!r}.", f"Give one of {', '.join(get_args(Label))}.")
    file = Path(workspace) / FILE_NAME
    with exclusive(file.with_suffix(".lock"), _PATIENCE):
        held = _read(file)
        held.pop((theme_id, passage_id), None)
        if label is not None:
            held[theme_id, passage_id] = label
        out = io.StringIO(newline="")
        csv.writer(out, lineterminator="\n").writerows([_FIELDS, *((*key, kept) for key, kept in held.items())])
        with writing(file):
            replace(file, out.getvalue())


def _read(file: Path) -> dict[tuple[str, str], Label]:
    """Return the labels by theme and passage; rows that are none, in a file edited by hand, are passed over."""
    if not file.is_file():
        return {}
    known: dict[str, Label] = {label: label for label in get_args(Label)}
    rows = csv.reader(file.read_text(encoding="utf-8", errors="replace").splitlines())
    return {(row[0], row[1]): known[row[2]] for row in rows if len(row) == len(_FIELDS) and row[2] in known}
