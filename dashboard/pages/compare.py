"""How two groups differ, theme by theme and term by term, and the passages of both."""

from dataclasses import replace
from numbers import Integral

import streamlit as st

from dashboard import cached, places, state
from dashboard.components import arrival, doors, figure, notices, parts, passages
from dashboard.state import Changes, View, admitting
from errors import NotEnoughData
from pipeline.results import Results
from schema import REST, Facet
from views import explanation, tables, wording
from views.charts import dots, heat, together
from views.comparison import comparison_sentence
from views.escape import safe_markdown

Group = int | str
Pair = tuple[Group, Group]


def show(opened: Results, view: View) -> None:
    """Let the person choose two groups; show where they differ, what tells them apart, or all groups at once."""
    facets = cached.facets(opened)
    if not facets:
        st.info("These reports differ in no year, country, sector, publisher or language that is known.")
        return
    by = view.by if view.by in facets else _telling(opened, view, facets)
    st.segmented_control("Compare by", facets, required=True, format_func=wording.facet_name, **state.bound("by", by))
    groups = cached.groups(opened, view.selection, by)
    if len(groups) < 2:
        many = wording.facet_name(by, plural=True)
        st.info(f"The reports selected hold fewer than two {many}: remove that filter.", icon=":material/info:")
        return
    names = {"themes": "Two groups: themes", "terms": "Two groups: words", "groups": "All groups"}
    part, place = parts.show(view, names, "comparison")
    with place:
        if part == "groups":
            _all_groups(opened, view, by)
            return
        pair = _choose(opened, view, by, groups)
        if part == "terms":
            _terms(opened, view, by, pair, groups)
        else:
            _themes(opened, view, by, pair, groups)


def _telling(opened: Results, view: View, facets: tuple[Facet, ...]) -> Facet:
    """Return the facet to begin with: places and sectors before years, if two have reports enough."""
    in_order = sorted(facets, key=lambda facet: facet == "year")
    return next((facet for facet in in_order if cached.comparable(opened, view.selection, facet)), in_order[0])


def _choose(opened: Results, view: View, by: Facet, groups: list[Group]) -> Pair:
    """Show the choice of both groups; the one chosen on a side is not offered on the other."""
    first, second = _usual(opened, view, by, groups)
    a = next((group for group in groups if group == view.group_a), first)
    others = [other for other in groups if other != a]
    against = [*others, REST] if len(others) > 1 else others
    b = next((group for group in against if group == view.group_b), second if second != a else others[0])
    left, right = st.columns(2)
    with left:
        st.selectbox(
            "Group A",
            [value for value in groups if value != b],
            format_func=lambda value: wording.side_name(value, by),
            **state.bound_to("group-a", a, lambda value: state.go(by=by, group_a=value, group_b=b)),
        )
    with right:
        st.selectbox(
            "Group B",
            against,
            format_func=lambda value: wording.side_name(value, by),
            **state.bound_to("group-b", b, lambda value: state.go(by=by, group_a=a, group_b=value)),
        )
    return a, b


def _usual(opened: Results, view: View, by: Facet, groups: list[Group]) -> Pair:
    """Return the pair shown before anyone chose: last year and first, or the largest group and the rest."""
    years = cached.latest_years(opened, view.selection)
    if by == "year":
        return (years[2], years[0]) if years else (groups[-1], groups[0])
    return groups[0], REST if len(groups) > 2 else groups[1]


def _themes(opened: Results, view: View, by: Facet, pair: Pair, groups: list[Group]) -> None:
    table = cached.contrasts(opened, view.selection, by, (pair,), view.measure, view.weighting)
    sides = [wording.in_sentence(value, by) for value in pair]
    notices.finding(safe_markdown(comparison_sentence(table, *sides)))
    labels = opened.themes.labels
    chart = dots.differences(table, labels, measure=view.measure, select=figure.CLICK)
    said = figure.caption(opened, view, f"{sides[0]} compared with {sides[1]}")
    shown = tables.contrasts_table(table, labels)
    ids = {label: theme_id for theme_id, label in labels.items()}

    def click(mark: figure.Fields) -> None:
        state.go(by=by, group_a=pair[0], group_b=pair[1], theme=str(mark["key"]))

    key = f"differences-{view.theme}"
    figure.show(chart, shown, said, key=key, click=click, row=lambda row: {"key": ids[row.iloc[0]]})
    strongest = table.sort_values(["p_value", "theme_id"])["theme_id"].iloc[0]
    chosen = view.theme or str(strongest)
    with st.container(horizontal=True, key="room"):
        st.header("Read both sides", anchor=False)
        arrival.here(view.theme)
    st.selectbox("Theme", list(labels), format_func=labels.__getitem__, **state.bound("theme", chosen))
    row = table[table["theme_id"] == chosen].iloc[0]
    st.markdown(safe_markdown(wording.contrast_sentence(row, labels[chosen], view.measure)))
    _both_sides(opened, view, by, pair, groups, chosen)


def _both_sides(opened: Results, view: View, by: Facet, pair: Pair, groups: list[Group], theme_id: str) -> None:
    """The passages of one theme in both groups, side by side."""
    most = 0
    for column, value in zip(st.columns(2, gap="large"), pair, strict=True):
        with column:
            selection = admitting(view.selection, by, _members(value, pair, groups))
            found = passages.ask(opened, view, selection, (theme_id,))
            name = safe_markdown(wording.capitalised(wording.side_name(value, by)))
            st.header(f"{name} · {wording.counted(found.total, 'passage')}", anchor=False)
            with st.container(horizontal=True, gap="small"):
                doors.behind(opened, view, theme=theme_id, selection=selection)
            focus = None if value == REST else (by, value)
            passages.show(found, replace(view, theme=theme_id, focus=focus))  # a passage opens among those of its side
            most = max(most, found.total)
    passages.turn(view, most)


def _members(value: Group, pair: Pair, groups: list[Group]) -> tuple[Group, ...]:
    """Return the groups that a side stands for."""
    return tuple(other for other in groups if other != pair[0]) if value == REST else (value,)


def _terms(opened: Results, view: View, by: Facet, pair: Pair, groups: list[Group]) -> None:
    sides = [wording.in_sentence(value, by) for value in pair]
    try:
        found = cached.telling_terms(opened, view.selection, by, pair)
    except NotEnoughData as error:
        st.info(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
        return
    if found.frame.empty:
        st.info("These reports have too few words in common to tell them apart.")
        return
    notices.finding(safe_markdown(explanation.terms_sentence(found.frame, *sides)))
    chart = together.terms(found.frame, *sides, select=figure.CLICK)
    said = figure.caption(opened, view, f"Words that tell {sides[0]} from {sides[1]}")

    def click(mark: figure.Fields) -> None:
        places.switch("evidence", view, query=f'"{mark["key"]}"', theme=None, passage=None, focus=None)

    shown = tables.terms_table(found.frame, sides[0], sides[1])
    figure.show(chart, shown, said, key="terms", click=click, row=lambda row: {"key": row.iloc[0]})
    st.caption(safe_markdown(explanation.terms_basis(found.n_read, found.n_reports, *sides)))
    with st.container(horizontal=True, gap="small"):
        for value, side in zip(pair, sides, strict=True):
            selection = admitting(view.selection, by, _members(value, pair, groups))
            doors.reports(opened, view, f"{{}} of {side}", selection=selection)


def _all_groups(opened: Results, view: View, by: Facet) -> None:
    table = cached.prevalence(opened, view.selection, by, view.measure, view.weighting)
    drawn = dots.most_reports(table, by)
    chart = heat.theme_by_group(drawn, by, opened.themes.labels, **figure.measured(view))
    said = figure.caption(opened, view, f"Themes by {wording.facet_name(by).lower()}")
    st.caption(
        "Each cell is an estimate; its interval shows when you point at it. Grey cells rest on fewer than three "
        "reports. Click a cell to read its passages."
    )

    def click(mark: figure.Fields) -> None:
        state.go(by=by, theme=str(mark["theme_id"]), focus=(by, _value(mark["key"])))

    key = f"profiles-{view.theme}-{view.focus}"
    figure.show(chart, table, said, key=key, click=click, row=lambda row: {"theme_id": row["theme_id"], "key": row[by]})
    if not view.theme or not view.focus:
        arrival.here()
    else:
        found = passages.ask(opened, view, view.narrowed(), (view.theme,))
        label = safe_markdown(opened.themes.labels[view.theme])
        with st.container(horizontal=True, vertical_alignment="center", key="room"):
            st.header(f"{label} · {wording.counted(found.total, 'passage')}", anchor=False, width="content")
            doors.behind(opened, view)
            passages.narrowing(view)
            arrival.here(view.theme, view.focus)
        passages.show(found, view)
        passages.turn(view, found.total)
    _alike(opened, view, by)


def _alike(opened: Results, view: View, by: Facet) -> None:
    """Which groups have the same priorities; a click compares the two."""
    table = cached.similarity(opened, view.selection, by, view.measure, view.weighting)
    if table.empty:
        return
    st.header("Which are alike", anchor=False)
    st.markdown(safe_markdown(explanation.similarity_sentence(table)))
    said = figure.caption(opened, view, f"Likeness of priorities by {wording.facet_name(by).lower()}")
    pairs = {explanation.pair_name(row): _pair(row, by) for _, row in table.iterrows()}

    def click(mark: figure.Fields) -> None:
        a, b = pairs[str(mark["key"])]
        state.go(by=by, group_a=a, group_b=b, tab="themes", theme=None, focus=None)

    def opens(name: str) -> Changes:
        return {"selection": admitting(view.selection, by, pairs[name]), "focus": None}

    chart, shown = dots.likeness(table, select=figure.CLICK), tables.similarity_table(table)
    figure.show(chart, shown, said, key="alike", click=click, row=lambda row: {"key": row.iloc[0]}, opens=opens)
    if len(table) > dots.MOST_GROUPS:
        st.caption(f"Drawn are the most and the least alike of {len(table):,} pairs; the table has all.")


def _pair(row: wording.Row, by: Facet) -> Pair:
    a, b = (str(row[side]) for side in ("group_a", "group_b"))
    return (int(a), int(b)) if by == "year" else (a, b)


def _value(key: object) -> Group | None:
    if isinstance(key, Integral):  # a year from a table is no plain int
        return int(key)
    return key if isinstance(key, str) else None
