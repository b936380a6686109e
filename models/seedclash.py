"""Seeds held against each other as they are matched: which never count, and which another theme's seeds match too."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.annotator import Annotator
from models.seeds import SeedMatcher, speaks
from models.themefile import Finding, phrase_key
from schema import Phrase, Theme

_ENDING = "qqq"  # of no word: what a * stands for
_SHORTEST, _CUT = 3, 3  # letters
_ENDINGS = ("", "s", "es", "ies", "y", "e", "d", "ed", "ing", "n", "en", "er")


@dataclass(frozen=True, slots=True)
class Silence:
    """Why a seed never counts.

    Attributes
    ----------
    exclude : Phrase
        The excluded phrase of its theme that keeps it from counting.
    whole : bool
        Whether that phrase matches the whole seed; else it stands in the seed, and keeps passages out.
    """

    exclude: Phrase
    whole: bool


class SeedClashes:
    """Write each seed as if it were a passage, and look which seeds and excluded phrases of the file match it.

    So whatever is one phrase to the finder (inflections, compounds, a word that begins so) is one here.

    Parameters
    ----------
    themes : sequence of Theme
    languages : collection of str
        Codes of the reports' languages, beside those that the file names; English where they are not known.

    Attributes
    ----------
    silenced : dict of (str, Phrase) to Silence
        Theme id and seed of those that count in no report, whatever it says, and why.
    """

    def __init__(self, themes: Sequence[Theme], languages: Collection[str] = ()) -> None:
        self._ids = [theme.id for theme in themes]
        self._seeds = [(k, seed) for k, theme in enumerate(themes) for seed in theme.seeds]
        named = {p.language for theme in themes for p in (*theme.seeds, *theme.exclude) if p.language}
        self._languages = sorted({*(languages or ("en",)), *named})
        self._shared: dict[tuple[int, int], set[str]] = {}
        silent: dict[int, dict[str, Silence]] = {}
        for language in self._languages:
            probe = _Probe(themes, language)
            for seed, why in probe.silenced().items():
                silent.setdefault(seed, {})[language] = why
            for pair in probe.shared():
                self._shared.setdefault(pair, set()).add(language)
        self._silent = silent
        self.silenced = {
            (self._ids[k], phrase): next(iter(why.values()))
            for k, phrase, why in ((*self._seeds[seed], why) for seed, why in silent.items())
            if not any(speaks(phrase, code) and code not in why for code in languages or self._languages)
        }

    def findings(self, lines: Mapping[tuple[str, Phrase | None], int]) -> list[Finding]:
        """Return warnings; `lines` says where each seed stands, as `themefile.lines_of` does."""
        found = [self._warning(lines, seed, *self._never(seed, why)) for seed, why in self._silent.items()]
        told: set[tuple[int, int]] = set()
        for (seed, other), languages in self._shared.items():
            phrase, (m, by) = self._seeds[seed][1], self._seeds[other]
            named = (other, seed) in self._shared and seed < other  # of two that match each other the later one is
            same = phrase_key(phrase) == phrase_key(by)  # which a theme file's own check says
            if not (named or same or seed in self._silent or (seed, m) in told):
                told.add((seed, m))
                where = self._where(languages, seed, other)
                message = f"The seed {phrase.text!r} is also matched by {by.text!r} of {self._ids[m]}{where}."
                found.append(self._warning(lines, seed, message, "Give it to one theme."))
        return sorted(found, key=lambda f: f.line)

    def _warning(self, lines: Mapping[tuple[str, Phrase | None], int], seed: int, message: str, remedy: str) -> Finding:
        k, phrase = self._seeds[seed]
        return Finding(lines[self._ids[k], phrase], "warning", message, remedy)

    def _never(self, seed: int, why: dict[str, Silence]) -> tuple[str, str]:
        first = next(iter(why.values()))
        told = f"The seed {self._seeds[seed][1].text!r} never counts{self._where(why, seed)}"
        excluded = f"the excluded {first.exclude.text!r}"
        if first.whole:
            return f"{told}: {excluded} matches it too.", "Keep one of the two."
        message = f"{told}: {excluded} stands in it, and keeps out every passage that holds it."
        return message, "Exclude a longer phrase, or remove the seed."

    def _where(self, languages: Collection[str], *seeds: int) -> str:
        """The languages in words, where seeds speak in others too."""
        phrases = [self._seeds[seed][1] for seed in seeds]
        every = {code for code in self._languages if all(speaks(phrase, code) for phrase in phrases)}
        return "" if every <= set(languages) else f" in reports in {' or '.join(sorted(languages))}"


class _Probe:
    """The seeds that speak in one language, each as a text."""

    def __init__(self, themes: Sequence[Theme], language: str) -> None:
        self.themes = themes
        self.language = language
        self._annotator = Annotator()
        seeds = [(k, seed) for k, theme in enumerate(themes) for seed in theme.seeds]
        self._owner = [k for k, _ in seeds]
        self._phrases = [seed for _, seed in seeds]
        self._rows = [i for i, (_, seed) in enumerate(seeds) if speaks(seed, language)]
        self._texts = [_written(self._phrases[i].text) for i in self._rows]
        excluded = [_written(p.text) for theme in themes for p in theme.exclude if speaks(p, language)]
        self._annotator.annotate(excluded, language)  # words that these match may stand in texts
        self._found = self._matched(themes, self._texts)

    def shared(self) -> list[tuple[int, int]]:
        """Seeds, and such of other themes as match the whole of them."""
        pairs = [(self._rows[row], other) for row, other in sorted(self._found)]
        return [(seed, other) for seed, other in pairs if self._owner[seed] != self._owner[other]]

    def silenced(self) -> dict[int, Silence]:
        """Seeds that an excluded phrase keeps from counting."""
        free = self._matched([replace(theme, exclude=()) for theme in self.themes], self._texts)
        lost = [seed for row, seed in enumerate(self._rows) if (row, seed) in free - self._found]
        found = {seed: self._why(seed) for seed in lost}
        return {seed: why for seed, why in found.items() if why is not None}

    def _why(self, seed: int) -> Silence | None:
        """The excluded phrase that silences a seed in every inflection that we can think of."""
        theme, phrase = self.themes[self._owner[seed]], self._phrases[seed]
        texts = _inflected(_written(phrase.text))
        place = theme.seeds.index(phrase)
        own = {row for row, other in self._matched([replace(theme, exclude=())], texts) if other == place}
        for exclude in theme.exclude:
            left = self._matched([replace(theme, exclude=(exclude,))], texts)
            if speaks(exclude, self.language) and not own & {row for row, other in left if other == place}:
                covers = self._matched([replace(theme, seeds=(exclude,), exclude=())], texts[:1])
                return Silence(exclude, whole=bool(covers))
        return None

    def _matched(self, themes: Sequence[Theme], texts: Sequence[str]) -> set[tuple[int, int]]:
        """Texts, and the seeds that match the whole of one and count there."""
        tokens = self._annotator.annotate(texts, self.language)
        matcher = SeedMatcher(themes, self._annotator)
        found, barred = matcher.match(tokens, self.language)
        whole = (found.first == tokens.bounds[found.text]) & (found.last == tokens.bounds[found.text + 1] - 2)
        kept = np.flatnonzero(whole & ~barred[found.text, matcher.theme_of_seed[found.seed]])
        return set(zip(found.text[kept].tolist(), found.seed[kept].tolist(), strict=True))


def _written(phrase: str) -> str:
    """The phrase as it may stand in a text."""
    return " ".join(word[:-1] + _ENDING if word.endswith("*") else word for word in phrase.split())


def _inflected(text: str) -> list[str]:
    """The text, and it with another ending to one of its words; most of these are none."""
    words = text.split()
    found = [text]
    for i, word in enumerate(words):
        stems = [word[: len(word) - n] for n in range(_CUT + 1) if len(word) - n >= _SHORTEST]
        found += [" ".join([*words[:i], stem + end, *words[i + 1 :]]) for stem in stems for end in _ENDINGS]
    return list(dict.fromkeys(found))
