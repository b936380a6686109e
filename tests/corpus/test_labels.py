"""Labels: kept, changed, taken back, and read from a file that a person has edited."""

from pathlib import Path

import pytest

from corpus.labels import FILE_NAME, keep_label, read_labels
from errors import InvalidSetting


def test_labels_are_kept_in_order_changed_and_taken_back(tmp_path: Path) -> None:
    assert read_labels(tmp_path, "legacy-it") == {}
    keep_label(tmp_path, "legacy-it", "a-0002", "yes")
    keep_label(tmp_path, "legacy-it", "a-0001", "unsure")
    keep_label(tmp_path, "resilience", "a-0001", "no")
    keep_label(tmp_path, "legacy-it", "a-0002", "no")
    assert list(read_labels(tmp_path, "legacy-it").items()) == [("a-0001", "unsure"), ("a-0002", "no")]
    keep_label(tmp_path, "legacy-it", "a-0001", None)
    keep_label(tmp_path, "legacy-it", "never", None)
    assert read_labels(tmp_path, "legacy-it") == {"a-0002": "no"}
    assert read_labels(tmp_path, "resilience") == {"a-0001": "no"}
    with pytest.raises(InvalidSetting, match="maybe"):
        keep_label(tmp_path, "legacy-it", "a-0003", "maybe")  # type: ignore[arg-type] # as from outside


def test_a_file_edited_by_hand_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_bytes(b'theme,passage,label\nx,a-1,yes\nx,a-2,YES\nx,a-3\n"x\xff,a-4,no\nx,a-1,no\n')
    assert read_labels(tmp_path, "x") == {"a-1": "yes"}
