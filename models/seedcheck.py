"""Seeds tried on passages: which match nothing, which nearly everything, and which often mean something else."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from models.annotator import Annotator
from models.batch import PassageBatch
from models.features import Annotated
from models.seeds import SeedMatcher
from models.themefile import Finding, lines_of, load
from schema import Phrase

NEARLY_ALL = 0.3  # of all passages
_ASTRAY = 0.2  # of a seed's passages: where fewer were given to its theme, it often means something else
_TELLING = 8  # passages


class SeedCheck:
    """Count where the seeds of a theme file stand, one batch of passages after another.

    A seed whose passages its theme was hardly given seldom says what the theme means: the finder weighs
    all that a passage says, and the other seeds disagree. On passages with gold labels that share goes
    with the share of a seed's passages that are on its theme.

    Parameters
    ----------
    text : str
        A valid theme file.
    silenced : collection of (str, Phrase)
        Theme ids and seeds that count in no report (`SeedClashes.silenced`): nothing is said of them.
    """

    def __init__(self, text: str, silenced: Collection[tuple[str, Phrase]] = ()) -> None:
        self.themes = load(text)
        self._silenced = frozenset(silenced)
        self._languages: set[str] = set()
        self._lines = lines_of(text)
        self._annotator = Annotator()
        self._matcher = SeedMatcher(self.themes.themes, self._annotator)
        self._n = 0
        self._held: NDArray[np.int64] = np.zeros(len(self._matcher.seeds), dtype=np.int64)
        self._taken = self._held.copy()

    def add(self, batch: PassageBatch, given: NDArray[np.bool_]) -> None:
        """Count a batch.

        Parameters
        ----------
        batch : PassageBatch
        given : ndarray of bool, shape (n_passages, n_themes)
            Passages that were given to the theme of the same id.
        """
        matched = Annotated(batch, self._annotator).seeds(self._matcher).matched.tocoo()
        self._n += len(batch)
        self._languages.update(language or "en" for language in batch.languages)
        self._held += np.bincount(matched.col, minlength=len(self._held))
        taken = given[matched.row, self._matcher.theme_of_seed[matched.col]]
        self._taken += np.bincount(matched.col[taken], minlength=len(self._held))

    def findings(self, known: NDArray[np.bool_]) -> list[Finding]:
        """Return warnings, with the line of each seed.

        Parameters
        ----------
        known : ndarray of bool, shape (n_themes,)
            Themes that passages were given to; of the others no seed is said to stray.
        """
        if not self._n:
            return [_warning(1, "The workspace has no passages to try seeds on.", "Add reports, then check again.")]
        found = self._unspoken()
        silent: dict[int, list[str]] = {}
        for k, theme in enumerate(self.themes.themes):
            seeds = np.flatnonzero(self._matcher.theme_of_seed == k)
            sought = [seed for seed in seeds.tolist() if self._sought(seed)]
            if not self._held[seeds].any():
                line, message = self._lines[theme.id, None], f"No seed of {theme.id} matches a passage."
                found += [_warning(line, message, "Try words of these reports.")] if sought else []
                continue
            if known[k] and not self._taken[seeds].any():
                message = f"No passage was given to {theme.id}, though seeds of it stand in some."
                remedy = "They may stand by chance, or be excluded: add words of these reports, or leave the theme out."
                found.append(_warning(self._lines[theme.id, None], message, remedy))
            for seed in sought:
                phrase = self._matcher.seeds[seed][1]
                line = self._lines[theme.id, phrase]
                if not self._held[seed]:
                    silent.setdefault(line, []).append(phrase.text)
                else:
                    found += self._doubts(line, phrase.text, seed, known=bool(known[k]))
        return found + [_silent(line, texts) for line, texts in silent.items()]

    def _sought(self, seed: int) -> bool:
        """Whether a seed could stand in a passage and count there."""
        k, phrase = self._matcher.seeds[seed]
        spoken = phrase.language is None or phrase.language in self._languages
        return spoken and (self.themes.themes[k].id, phrase) not in self._silenced

    def _unspoken(self) -> list[Finding]:
        """Languages that seeds are given for and no report is in, each once, where its first seed stands."""
        first: dict[str, int] = {}
        for k, phrase in self._matcher.seeds:
            if phrase.language and phrase.language not in self._languages:
                first.setdefault(phrase.language, self._lines[self.themes.themes[k].id, phrase])
        remedy = "Add such reports, or leave these seeds out."
        return [
            _warning(line, f"No report is in {code!r}, so seeds for it match nothing.", remedy)
            for code, line in first.items()
        ]

    def _doubts(self, line: int, text: str, seed: int, *, known: bool) -> list[Finding]:
        held, taken = int(self._held[seed]), int(self._taken[seed])
        if held >= NEARLY_ALL * self._n:
            return [_warning(line, f"The seed {text!r} matches {held / self._n:.0%} of passages.", "Make it narrower.")]
        if known and strays(held, taken):
            message = f"The seed {text!r} stands in {held:,} passages; its theme was given {taken or 'none'} of them."
            remedy = "It often means something else here: write a longer phrase, or exclude the other sense."
            return [_warning(line, message, remedy)]
        return []


def strays(held: int, taken: int) -> bool:
    """Whether a seed often means something else: it stands in some passages, and its theme takes few of them."""
    return held >= _TELLING and taken < _ASTRAY * held


def _silent(line: int, texts: list[str]) -> Finding:
    if len(texts) == 1:
        return _warning(line, f"The seed {texts[0]!r} matches no passage.", "Try another word.")
    quoted = ", ".join(map(repr, texts))
    return _warning(line, f"The seeds {quoted} match no passage.", "Try other words.")


def _warning(line: int, message: str, remedy: str) -> Finding:
    return Finding(line, "warning", message, remedy)
