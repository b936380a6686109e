"""The themes workbench: one theme's words on the left, what they take of the reports beside them."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cached, places, state
from dashboard.components import figure, notices, workbench_file
from dashboard.components.workbench_room import Room
from dashboard.state import Changes, View
from errors import InvalidSetting
from pipeline.draft import ThemeDraft, from_text, phrases_of, phrases_text, shared_seeds, theme_problems, to_text
from pipeline.results import Results, n_since_learned
from pipeline.workbench import Answer, Edit, Size, found_by_another_version
from schema import Theme
from views import explanation, tables, wording
from views.charts import trend
from views.escape import safe_markdown

_SHOWN = 8  # seeds of other themes


def draft_of(opened: Results, view: View) -> ThemeDraft:
    """Return the draft that the link carries; a notice, and none, where it cannot be had."""
    text = state.kept(view.draft)
    try:
        if text is not None:
            return from_text(text, opened.themes)
        st.warning("This link's draft was too long for a link and stayed in the session that made it.")
    except InvalidSetting as error:
        st.warning(f"{safe_markdown(error.reason)} {safe_markdown(error.remedy)}")
    return ThemeDraft()


def change(opened: Results, step: Callable[[ThemeDraft], ThemeDraft]) -> None:
    """Take one step in the draft; for callbacks, which read it as the link has it then.

    What holds a phrase is closed by it: the phrase may no longer be suggested.
    """
    now = state.current()
    text = state.kept(now.draft) or ""
    try:
        draft = from_text(text, opened.themes)
    except InvalidSetting:
        draft = ThemeDraft()
    stays = "" if now.spoke else now.those
    state.go(those=stays, spoke="", focus=now.focus if stays else None, draft=state.keep(to_text(step(draft))))


def open_theme(opened: Results, theme_id: str) -> None:
    """Open a theme on the bench; for callbacks."""
    change(opened, lambda draft: replace(draft, opened=theme_id))
    state.go(tab="bench", those="")


def show(opened: Results, view: View, draft: ThemeDraft) -> None:
    """Show the bench: choose a theme, change its words, see what it takes, keep the file."""
    themes = {theme.id: theme for theme in draft.all_themes(opened.themes) if theme.id not in draft.left_out}
    if not themes:
        st.info("Every theme is left out. Bring one back, or add a new one.")
    theme = themes.get(draft.opened) or themes.get(view.theme or "") or next(iter(themes.values()), None)
    _choose(opened, themes, theme)
    if theme is not None:
        words, effect = st.columns([2, 3], gap="large")
        with words:
            flags = _words(opened, theme)
            spoilt = _spoilt(theme)
            _shared(flags, theme, tuple(themes.values()))
            _together(opened, theme, themes)
        with effect:
            if spoilt:
                st.info(spoilt, icon=":material/edit_note:")
            else:
                before = {other.id: other for other in opened.themes.themes}.get(theme.id)
                room = Room(opened, view, cached.bench(opened), Edit(theme, before, draft.left_out))
                answer = cached.tried(opened, room.bench, room.edit, view.selection, view.measure, view.weighting)
                with flags:
                    _flags(room, answer)
                _effect(room, answer)
    workbench_file.show(opened, draft, change)


def _choose(opened: Results, themes: dict[str, Theme], theme: Theme | None) -> None:
    def label(theme_id: str) -> str:
        new = " · new" if theme_id not in opened.themes.ids else ""
        return f"{themes[theme_id].label or themes[theme_id].id} · {themes[theme_id].group}{new}"

    def go_to(theme_id: str) -> None:
        open_theme(opened, theme_id)

    def add(name: str) -> None:
        if name.strip():
            change(opened, lambda draft: draft.added(opened.themes, " ".join(name.split())))

    left, right = st.columns([3, 2], gap="large", vertical_alignment="bottom")
    if theme is not None:
        left.selectbox(
            "Theme to work on", list(themes), format_func=label, **state.bound_to("bench-theme", theme.id, go_to)
        )
    right.text_input(
        "Add a theme", placeholder="Its name, then Enter", max_chars=80, **state.bound_to("bench-new", "", add)
    )


def _words(opened: Results, theme: Theme) -> DeltaGenerator:
    """The fields of a theme; leaving one tries the theme anew. Return the place under the seeds."""

    def write(field: str, *, phrases: bool = False) -> Callable[[str], None]:
        def keep(text: str) -> None:
            value = phrases_of(text) if phrases else " ".join(text.split())
            change(opened, lambda draft: draft.with_words(opened.themes, theme.id, field, value))

        return keep

    def bound(field: str, value: str, *, phrases: bool = False) -> state.Binding:
        return state.bound_to(f"bench-{field}-{theme.id}", value, write(field, phrases=phrases))

    st.text_input("Name", max_chars=80, **bound("label", theme.label))
    st.text_area(
        "What it is about, in a sentence", height=90, max_chars=1_000, **bound("description", theme.description)
    )
    st.text_area(
        "Seed phrases, one a line",
        height=220,
        max_chars=10_000,
        help="Plurals and other inflections count (outside English a few are missed). `digiti*` stands for every word "
        "that begins so; `fr:` in front holds for French.",
        **bound("seeds", phrases_text(theme.seeds), phrases=True),
    )
    flags = st.container()
    st.text_area(
        "Excluded phrases, one a line",
        height=90,
        max_chars=10_000,
        help="A passage that holds one is never taken; an excluded phrase around a seed only cancels that seed there.",
        **bound("exclude", phrases_text(theme.exclude), phrases=True),
    )
    st.text_input("Group", max_chars=80, **bound("group", theme.group))
    st.caption("Leave a field, or press Ctrl and Enter in it, to see what changes.")
    return flags


def _spoilt(theme: Theme) -> str:
    """Say what keeps a theme from being tried, each empty field by its name on the page; nothing where it can be."""
    fields = (("label", "Name"), ("description", "What it is about, in a sentence"))
    said = [f"Fill in “{title}”." for name, title in fields if not getattr(theme, name)]
    told = {f"`{name}` is empty." for name, _ in fields}
    said += [f"{wrong.message} {wrong.remedy}" for wrong in theme_problems(theme) if wrong.message not in told]
    return "\n\n".join(map(safe_markdown, said))


def _shared(place: DeltaGenerator, theme: Theme, themes: Sequence[Theme]) -> None:
    """Say what the theme has in common with others: a phrase tells most where it speaks for one theme."""
    found = shared_seeds(themes, theme)
    if found:
        named = ", ".join(f"“{seed}” ({label})" for seed, label in found[:_SHOWN])
        more = f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
        place.caption(f":material/call_split: Also of another theme: {safe_markdown(named)}{more}. Give each to one.")
    if any(other.label == theme.label for other in themes if other.id != theme.id):
        place.caption(f":material/content_copy: Another theme is called {safe_markdown(theme.label)} too.")


def _together(opened: Results, theme: Theme, themes: dict[str, Theme]) -> None:
    """Merge a theme into this one, leave this one out, or put it back as the file has it."""
    saved = {other.id: other for other in opened.themes.themes}.get(theme.id)

    def put_back() -> None:
        if saved is not None:
            change(opened, lambda draft: draft.with_theme(opened.themes, saved))

    def leave_out() -> None:
        change(opened, lambda draft: draft.without(opened.themes, theme.id))

    def merge(other: str | None) -> None:
        if other:
            change(opened, lambda draft: draft.merged(opened.themes, theme.id, other))

    others = [theme_id for theme_id in themes if theme_id != theme.id]
    st.selectbox(
        "Merge another theme into this one",
        others,
        placeholder="Its phrases come here, and it is left out",
        format_func=lambda theme_id: themes[theme_id].label,
        **state.bound_to(f"bench-merge-{theme.id}", None, merge),
    )
    with st.container(horizontal=True, gap="small"):
        st.button("Leave this theme out", icon=":material/visibility_off:", on_click=leave_out, key="bench-leave")
        if saved is not None and saved != theme:
            st.button("Undo its changes", icon=":material/undo:", on_click=put_back, key="bench-undo")


def _flags(room: Room, answer: Answer) -> None:
    """Say under the fields which seeds find nothing, and which nearly everything."""
    if answer.barred:
        quoted = ", ".join(f"“{seed}” (by “{exclude}”)" for seed, exclude in answer.barred)
        st.caption(f":material/block: Excluded wherever they stand: {safe_markdown(quoted)}. Keep one of the two.")
    if answer.silent:
        quoted = ", ".join(f"“{seed}”" for seed in answer.silent)
        st.caption(f":material/search_off: Found nowhere in these reports: {safe_markdown(quoted)}.")
    for seed, n in answer.loud:
        said = f"“{seed}” stands in nearly every passage: it tells little. Make it narrower."
        st.warning(safe_markdown(said), icon=":material/all_inclusive:")
        with st.container(horizontal=True, gap="small"):
            room.door("holds", n, f"“{seed}” stands in {{}}", phrase=seed)
            room.door("tried", answer.n_tried, "of {}")
    if answer.withheld is not None and (not answer.doubted or answer.withheld.reason == "excluded"):
        _why_none(room, answer.withheld.reason, answer.withheld.rival)
    elif answer.doubted:
        said = "These reports hardly seem to speak of it: little is said near it, or its seeds stand there by chance"
        st.caption(f":material/help: {said}. At most passages that hold a seed are taken. Try the reports' own words.")
    if answer.withheld is not None and answer.n_seeded:
        with st.container(horizontal=True, gap="small"):
            room.door("seeded", answer.n_seeded, "Read the {} with a seed")
    if answer.astray:
        said = "These often mean something else here, as the theme takes few of the passages they stand in"
        st.caption(f":material/alt_route: {said}. Write a longer phrase, or exclude the other sense.")
        with st.container(horizontal=True, gap="small"):
            for seed, n in answer.astray:
                room.door("holds", n, f"“{seed}” stands in {{}}", phrase=seed)


def _effect(room: Room, answer: Answer) -> None:
    """Say what the theme takes, each number the way to what it counts; then its trend and what to try next."""
    now, known = answer.now, room.edit.before is not None
    in_reports = f"{wording.counted(now.n_passages, 'passage')} in {wording.counted(now.n_reports, 'report')}"
    notices.finding(f"Takes {in_reports}")
    with st.container(horizontal=True, gap="small"):
        _size(room, "takes", now, "Read the {}")
    if not known:
        st.markdown("A new theme: nothing was assigned to it before.")
    elif not answer.n_entering and not answer.n_leaving:
        st.markdown("The same passages as with the words it has in the theme file.")
    else:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.caption("Against the theme file:", width="content")
            room.door("enters", answer.n_entering, "{} enter" if answer.n_entering != 1 else "{} enters")
            room.door("leaves", answer.n_leaving, "{} leave" if answer.n_leaving != 1 else "{} leaves")
            _size(room, "took", answer.before, "{} before", " before")
    if answer.n_tried < answer.n_selected:
        st.caption(":material/info: Tried on a sample of whole reports. A build looks at all.")
        with st.container(horizontal=True, gap="small"):
            room.door("tried", answer.n_tried, "Tried on {}")
            all_ = wording.counted(answer.n_selected, "passage")
            places.link("evidence", f"of {all_}", room.view, theme=None, query="", spoke="", focus=None, report=None)
    elif known and answer.n_assigned != answer.before.n_passages:
        st.caption(f":material/info: {_why_others_differ(room.opened)}")
        counted = wording.counted(answer.n_assigned, "passage")
        places.link("theme", f"There it takes {counted}", room.view, theme=room.edit.theme.id, focus=None, spoke="")
    suggested = {suggestion.phrase for suggestion in (*answer.adding, *answer.excluding)}
    if room.view.spoke not in suggested:
        room.show()
    _trend(room, answer)
    st.subheader("Worth adding as seeds", anchor=False)
    _suggestions(room, "seeds", "Add", answer)
    st.subheader("Worth excluding", anchor=False)
    _suggestions(room, "exclude", "Exclude", answer)


def _size(room: Room, name: str, size: Size, words: str, when: str = "") -> None:
    room.door(name, size.n_passages, words)
    room.door(name, size.n_reports, "in {}", "report")
    if size.n_passages:
        room.door(f"{name}-seeded", size.n_seeded, f"{{}}{when} with a seed")
        room.door(f"{name}-unseeded", size.n_passages - size.n_seeded, f"{{}}{when} by meaning")


def _why_others_differ(opened: Results) -> str:
    """Say why the other pages may count others than the bench does with the same words."""
    how = ""
    if found_by_another_version(opened):
        how = ", by another version of Themeline; a build by this one finds all anew"
    elif n_since_learned(opened):
        how = ", with themes as learned before some reports came, went or changed; “build --refit” learns them anew"
    return (
        f"The other pages count what the last build found{how}. A theme that is tried here beside the others may take "
        "a few passages more or fewer than a build gives it, which weighs all themes together."
    )


def _why_none(room: Room, reason: str, rival_id: str) -> None:
    """Say why no passage with a seed is taken."""
    rival = safe_markdown(room.opened.themes.labels.get(rival_id, ""))
    why = {
        "excluded": "each of them holds an excluded phrase too. Exclude longer phrases",
        "rival": f"they speak of “{rival}” too, which counts against this theme. Merge the two, or add seeds that only "
        "this one has",
        "apart": "its seeds do not bear each other out. Where one stands, the others and the description would sooner "
        "lead to passages in which none does. Add words that stand beside these seeds in the reports",
        "faint": "little else that they say is near the theme. Add words that stand beside these seeds in the reports",
    }[reason]
    if reason == "apart" and rival:
        why = f"{why}. Besides, they speak of “{rival}” too, which counts against this theme"
    st.caption(f":material/help: No passage with a seed is taken: {why}.")


def _trend(room: Room, answer: Answer) -> None:
    """The trend of the theme as edited; a click on a year opens what it takes of it."""
    if answer.trend.empty or answer.prevalence.empty:
        st.info("No report selected has a known year, so there is no trend to draw.", icon=":material/event_busy:")
        return
    opened, view, theme = room.opened, room.view, room.edit.theme
    moved = answer.change.iloc[0] if len(answer.change) else None
    span = cached.span(opened, view.selection)
    said = wording.headline(moved, answer.prevalence.iloc[0], theme.label, span, view.measure, view.weighting)
    st.markdown(safe_markdown(said))
    chart = trend.trend(answer.trend, label=theme.label, **figure.measured(view))
    caption = figure.caption(opened, view, f"{theme.label} over the years, as drafted")
    table = tables.trend_table(answer.trend, view.measure)
    opens = None if room.bench.sampled else _of_year

    def click(mark: figure.Fields) -> None:
        state.go(those="takes", spoke="", focus=("year", int(mark["year"])))

    key = f"bench-trend-{view.those}-{view.focus}"
    figure.show(chart, table, caption, key=key, click=click, row=lambda row: {"year": row.iloc[0]}, opens=opens)
    st.caption(explanation.thin_years_sentence(answer.trend))


def _of_year(year: str) -> Changes:
    return {"focus": ("year", int(year))}


def _suggestions(room: Room, field: str, verb: str, answer: Answer) -> None:
    """Phrases to accept with a click, and where each stands."""
    found = answer.adding if field == "seeds" else answer.excluding

    def accept(phrase: str) -> None:
        change(room.opened, lambda draft: draft.with_phrase(room.opened.themes, room.edit.theme.id, field, phrase))

    if not found:
        st.caption("No phrase of these reports stands out.")
    for suggestion in found:
        phrase = suggestion.phrase
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.button(
                safe_markdown(f"{verb} “{phrase}”"), key=f"bench-{field}-{phrase}", on_click=accept, args=(phrase,)
            )
            room.door("holds", suggestion.n_passages, "in {}", phrase=phrase)
            room.door("holds", suggestion.n_reports, "of {}", "report", phrase=phrase)
            room.door("holds-taken", suggestion.n_taken, "{} taken", phrase=phrase)
            room.door("holds-unseeded", suggestion.n_unseeded, "{} without a seed", phrase=phrase)
        if room.view.spoke == phrase:
            room.show()
