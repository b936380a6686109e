"""Ruled tables: the parts of a page that thin lines divide into columns and rows."""

from collections.abc import Iterable, Sequence

from corpus.layout.lines import Area, Line

_THIN = 3.0  # points
_TOUCH = 2.5
_SHORTEST = 8.0
_FEWEST_LEVELS = 3
_MOST_RULES = 4_000
_MOST_WORDS = 40  # in a cell, on average: frames around more than that hold text, not a table


def ruled_tables(drawn: Sequence[Area], lines: Sequence[Line]) -> list[Area]:
    """Return the tables among what is drawn on a page, from top to bottom.

    A table is drawn by lines that touch each other and stand on at least three heights and at three
    distances from the margin, so that neither frames nor the rules between columns of text are tables.
    """
    if len(drawn) > _MOST_RULES:
        return []
    across = _joined(area for area in drawn if area.bottom - area.top < _THIN)
    down = [_turned(area) for area in _joined(_turned(area) for area in drawn if area.right - area.left < _THIN)]
    if len(across) < _FEWEST_LEVELS or len(down) < _FEWEST_LEVELS:
        return []
    found = []
    for rules in _connected(across, down):
        rows, columns = (
            _levels(rule.top for rule in rules if rule in across),
            _levels(r.left for r in rules if r in down),
        )
        if min(rows, columns) < _FEWEST_LEVELS:
            continue
        area = _around(rules)
        words = sum(line.text.count(" ") + 1 for line in lines if area.holds(line))
        if words <= _MOST_WORDS * (rows - 1) * (columns - 1):
            found.append(area)
    return sorted(found, key=lambda area: area.top)


def _turned(area: Area) -> Area:
    return Area(area.top, area.left, area.bottom, area.right)


def _joined(rules: Iterable[Area]) -> list[Area]:
    """Return level lines, those that continue each other as one; short ones are dashes or corners."""
    joined: list[Area] = []
    left, top, right, bottom = 0.0, float("-inf"), 0.0, 0.0
    for rule in sorted(rules, key=lambda rule: (round((rule.top + rule.bottom) / 4), rule.left)):
        if abs(rule.top - top) < _THIN and rule.left < right + _TOUCH:
            right, bottom = max(right, rule.right), max(bottom, rule.bottom)
        else:
            joined.append(Area(left, top, right, bottom))
            left, top, right, bottom = rule
    joined.append(Area(left, top, right, bottom))
    return [rule for rule in joined if rule.right - rule.left >= _SHORTEST]


def _around(areas: Sequence[Area]) -> Area:
    lefts, tops, rights, bottoms = zip(*areas, strict=True)
    return Area(min(lefts), min(tops), max(rights), max(bottoms))


def _connected(across: Sequence[Area], down: Sequence[Area]) -> list[list[Area]]:
    """Return the groups of lines that touch each other."""
    groups: list[list[Area]] = []
    for rule in (*across, *down):
        touching = [group for group in groups if any(_touch(rule, other) for other in group)]
        groups = [group for group in groups if group not in touching]
        groups.append([rule, *(other for group in touching for other in group)])
    return groups


def _touch(one: Area, other: Area) -> bool:
    beside = one.left <= other.right + _TOUCH and other.left <= one.right + _TOUCH
    return beside and one.top <= other.bottom + _TOUCH and other.top <= one.bottom + _TOUCH


def _levels(places: Iterable[float]) -> int:
    """Return at how many places lines stand."""
    levels = 0
    last = float("-inf")
    for place in sorted(places):
        if place - last > _THIN:
            levels += 1
            last = place
    return levels
