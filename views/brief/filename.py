"""File names that say what they hold."""

import re
import unicodedata
from collections.abc import Sequence

from schema import Selection
from views import wording
from views.language import SOURCE, Language

_LONGEST = 100


def summary_name(
    theme_ids: Sequence[str],
    n_themes: int,
    selection: Selection,
    compare: tuple[str, str, str] | None = None,
    length: str = "full",
    language: Language = SOURCE,
) -> str:
    """Return a file name without ending: themes, groups compared, filters.

    Parameters
    ----------
    theme_ids : sequence of str
        Themes in the summary, of `n_themes` in all.
    selection : Selection
        Its filters.
    compare : (facet, group, group), optional
        The groups set side by side.
    length : {"full", "short"}
        As in `views.brief.outline.outline`.
    language : {"en", "fr", "de", "es"}
        What it is worded in; named where it is not English.
    """
    some = "-".join(theme_ids) if len(theme_ids) <= 2 else f"{len(theme_ids)}-themes"
    parts = ["all-themes" if len(theme_ids) == n_themes > 1 else some]
    parts += [f"{compare[1]}-and-{compare[2]}"] if compare else []
    return joined(
        "themeline",
        *parts,
        *_filters(selection),
        *(["short"] * (length == "short")),
        *([language] * (language != SOURCE)),
    )


def table_name(table: str, by: str | None, selection: Selection) -> str:
    """Return a file name without ending for a table: what it is, by which facet, filters."""
    return joined(table.replace("_", "-"), *([f"by-{by}"] if by else []), *_filters(selection))


def joined(*parts: str) -> str:
    """Return parts in small letters, digits and hyphens alone, so that every disk takes the name."""
    words = re.sub(r"[\W_]+", "-", "-".join(parts)).strip("-").lower()
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
    return re.sub("-+", "-", plain)[:_LONGEST].strip("-")


def _filters(selection: Selection) -> list[str]:
    return [values for _, values in wording.selection_words(selection)]
