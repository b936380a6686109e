"""The text form of a selection, as the command line and a link write it."""

from collections.abc import Callable, Sequence

from errors import InvalidSetting
from schema import FACETS, Facet, Selection

UNKNOWN = "unknown"
_NEW_TEXT, _QUALITY, _PHRASE = "new_text_only", "quality", "phrase"
OTHERS = (_NEW_TEXT, _QUALITY, _PHRASE)
"""Conditions that are no facet."""
_LONGEST_SPAN = 500
_LONGEST_PHRASE = 200


def parse(conditions: Sequence[str]) -> Selection:
    r"""Read conditions such as ``year=2019:2023``, ``country=GB,NL`` or ``sector=unknown``.

    A comma that belongs to a value is written ``\,``.

    Raises
    ------
    InvalidSetting
        The facet does not exist, a year is no number, or a value is empty.
    """
    values: dict[str, tuple[int | str | None, ...]] = {}
    others: dict[str, bool | float | str] = {}
    for condition in conditions:
        name, separator, text = condition.partition("=")
        name = name.strip()
        if not separator or not text.strip(" ,"):
            raise InvalidSetting(f"The filter {condition!r} is not FACET=VALUE.", "Write it as in country=GB,NL.")
        if name in OTHERS:
            others |= _other(name, text.strip())
        elif name not in FACETS:
            raise InvalidSetting(f"There is no facet {name!r} to filter by.", f"Use {', '.join((*FACETS, *OTHERS))}.")
        else:
            read: Callable[[str], tuple[int | str | None, ...]] = _years if name == "year" else _names
            values[name] = tuple(dict.fromkeys((*values.get(name, ()), *read(text))))
    return Selection(**values, **others)  # type: ignore[arg-type] # read by name just above


def conditions(selection: Selection) -> list[str]:
    """Write a selection as conditions that `parse` reads back the same."""
    out = [f"{facet}={_text(facet, selection)}" for facet in FACETS if selection.values(facet)]
    out += [f"{_NEW_TEXT}=true"] if selection.new_text_only else []
    out += [f"{_QUALITY}={selection.min_quality:g}"] if selection.min_quality else []
    return [*out, f"{_PHRASE}={selection.phrase}"] if selection.phrase else out


def facet(name: str) -> Facet:
    """Return `name` as a facet.

    Raises
    ------
    InvalidSetting
        There is no such facet.
    """
    for known in FACETS:
        if known == name:
            return known
    raise InvalidSetting(f"There is no facet {name!r}.", f"Facets are {', '.join(FACETS)}.")


def _other(name: str, text: str) -> dict[str, bool | float | str]:
    if name == _NEW_TEXT:
        return {"new_text_only": _flag(text)}
    return {"min_quality": _quality(text)} if name == _QUALITY else {"phrase": text[:_LONGEST_PHRASE]}


def _quality(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise InvalidSetting(f"{_QUALITY} is {text!r}.", "It is a number from 0 to 1, as in quality=0.7.")
    return found


def _flag(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise InvalidSetting(f"{_NEW_TEXT} is {text!r}.", "It is true or false.")
    return text.lower() == "true"


def _names(text: str) -> tuple[str | None, ...]:
    parts = [part.strip() for part in text.replace("\\,", "\0").split(",")]
    names = [part.replace("\0", ",") for part in parts if part]
    return tuple(None if name.lower() == UNKNOWN else name for name in names)


def _years(text: str) -> tuple[int | None, ...]:
    years: list[int | None] = []
    for part in filter(None, (p.strip() for p in text.split(","))):
        if part.lower() == UNKNOWN:
            years.append(None)
            continue
        first, separator, last = part.partition(":")
        start, end = _year(first, text), _year(last if separator else first, text)
        if not 0 <= end - start <= _LONGEST_SPAN:
            raise InvalidSetting(f"The years {part!r} do not run forwards.", "Write them as in year=2019:2023.")
        years.extend(range(start, end + 1))
    return tuple(years)


def _year(text: str, whole: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 4):
        raise InvalidSetting(f"The year {text!r} in year={whole} is no number.", "Write it as in year=2019:2023.")
    return int(text)


def _text(facet: Facet, selection: Selection) -> str:
    values = selection.values(facet)
    if facet == "year":
        return _runs(values)
    return ",".join(UNKNOWN if v is None else str(v).replace(",", "\\,") for v in values)


def _runs(years: Sequence[int | str | None]) -> str:
    known = sorted(int(y) for y in years if y is not None)
    runs: list[list[int]] = []
    for year in known:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    parts = [str(a) if a == b else f"{a}:{b}" for a, b in runs]
    return ",".join([*parts, *([UNKNOWN] if None in years else [])])
