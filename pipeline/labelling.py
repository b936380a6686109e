"""How often a theme is right: passages drawn at random, labelled by a person who is not told the machine's answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from corpus.labels import Label, keep_label, read_labels
from pipeline.results import Results
from schema import Estimate
from stats.agreement import precision

__all__ = ["Drawn", "Label", "Standing", "drawn", "label", "labels", "standing"]

_TAKEN, _LEFT = 10, 5
"""Passages of a round: such as the theme takes, and such as it weighed and left, so that who labels cannot know."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A theme's passages in an order that a digest gives, the same for all: the first of them are a random sample.

    `taken` are those assigned to it, `left` those weighed (a score in the table of assignments) and not assigned.
    """

    taken: tuple[str, ...]
    left: tuple[str, ...]

    def round(self, number: int) -> list[str]:
        """Return the passages of one round, those taken and those left among each other."""
        taken = self.taken[number * _TAKEN : (number + 1) * _TAKEN]
        return _shuffled([*taken, *self.left[number * _LEFT : (number + 1) * _LEFT]], "shown") if taken else []


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the labelling of a theme is, and what it says: of whole rounds alone, so that no number tells an answer.

    `right` is the share of passages taken that speak of the theme, `missed` that of passages left; null where none was
    judged. `passage_id` is the next to label, null after the last; `last` the one labelled before it in this round.
    """

    right: Estimate | None
    missed: Estimate | None
    n_right: int
    n_missed: int
    n_unsure: int
    passage_id: str | None
    last: str | None
    n_done: int
    n_of_round: int


def drawn(results: Results, theme_id: str) -> Drawn:
    """Return the passages of a theme in random order, from all reports that count."""
    counted = results.reports.loc[results.reports["duplicate_of"].isna(), "report_id"]
    rows = results.workspace.assignments(
        theme_id, report_ids=sorted(counted), assigned_only=False, columns=["passage_id", "assigned"]
    )
    taken = rows["assigned"].to_numpy(dtype=bool)
    both = (_shuffled(rows.loc[those, "passage_id"], theme_id) for those in (taken, ~taken))
    return Drawn(*map(tuple, both))


def standing(sample: Drawn, given: Mapping[str, Label]) -> Standing:
    """Return how far a theme's labelling is and what its finished rounds say.

    Notes
    -----
    When not to use it: with labels given to passages of one's own choice, or after reading what was assigned.
    """
    number = 0
    while (now := sample.round(number)) and all(passage_id in given for passage_id in now):
        number += 1
    done = [passage_id for passage_id in now if passage_id in given]
    taken, left = sample.taken[: number * _TAKEN], sample.left[: number * _LEFT]
    right, missed = _share(taken, given), _share(left, given)
    return Standing(
        right=right[1],
        missed=missed[1],
        n_right=right[0],
        n_missed=missed[0],
        n_unsure=sum(given[passage_id] == "unsure" for passage_id in (*taken, *left)),
        passage_id=next((passage_id for passage_id in now if passage_id not in given), None),
        last=done[-1] if done else None,
        n_done=len(done),
        n_of_round=len(now),
    )


def labels(workspace: Path, theme_id: str) -> dict[str, Label]:
    """Return the label of each passage that was labelled for a theme."""
    return read_labels(workspace, theme_id)


def label(workspace: Path, theme_id: str, passage_id: str, said: Label | None) -> None:
    """Keep what a person said of a passage; see `corpus.labels.keep_label`."""
    keep_label(workspace, theme_id, passage_id, said)


def _share(passage_ids: Iterable[str], given: Mapping[str, Label]) -> tuple[int, Estimate | None]:
    said = [given[passage_id] for passage_id in passage_ids if given[passage_id] != "unsure"]
    n_yes = said.count("yes")
    return n_yes, precision(n_yes, len(said)) if said else None


def _shuffled(passage_ids: Iterable[str], salt: str) -> list[str]:
    return sorted(passage_ids, key=lambda passage_id: sha256(f"{salt} {passage_id}".encode()).digest())
