import pandas as pd

from views import tables
from views.wording import GAP


def rows(frame: pd.DataFrame) -> list[list[str]]:
    return [[str(cell).replace(GAP, " ") for cell in row] for row in frame.to_numpy().tolist()]


def test_ranking_puts_the_largest_first_with_its_interval_and_verdict(
    prevalence: pd.DataFrame, changes: pd.DataFrame, labels: dict[str, str]
) -> None:
    table = tables.ranking_table(prevalence, changes, labels)
    assert [name.replace(GAP, " ") for name in table.columns] == [
        "Theme", "Share", "95 % interval", "Points a year", "Change", "Reports", "Passages",
    ]  # fmt: skip
    assert rows(table) == [
        ["Cyber security", "12.4 %", "9.8–15.6 %", "−0.4 (−1.2 to +0.4)", "● no detectable change", "30", "380"],
        ["Legacy IT", "8.0 %", "6.0–10.5 %", "+1.2 (+0.6 to +1.9)", "▲ rising", "30", "380"],
        ["Data ethics", "<0.1 %", "<0.1–1.2 %", "−0.9 (−1.5 to −0.3)", "▼ falling", "30", "380"],
    ]


def test_themes_without_a_change_have_no_verdict(
    prevalence: pd.DataFrame, changes: pd.DataFrame, labels: dict[str, str]
) -> None:
    table = tables.ranking_table(prevalence, changes.iloc[:0], labels)
    assert list(table["Change"]) == ["", "", ""]


def test_trend_table_keeps_the_order_of_years(trends: pd.DataFrame) -> None:
    assert list(tables.trend_table(trends.iloc[::-1])["Year"]) == ["2019", "2020", "2022", "2023"]


def test_facet_table_names_the_unknown(by_country: pd.DataFrame) -> None:
    table = tables.facet_table(by_country[by_country["theme_id"] == "legacy-it"], "country", "reach")
    assert list(table["Country"]) == ["United Kingdom", "unknown", "Netherlands"]
    assert list(table.columns)[1] == "Reach"


def test_contrasts_table_names_groups_and_the_higher_one(contrasts: pd.DataFrame, labels: dict[str, str]) -> None:
    assert rows(tables.contrasts_table(contrasts, labels)) == [
        ["Legacy IT", "10.0 % (8.0–12.0 %)", "4.0 % (2.0–6.0 %)", "+6.0", "+2.0 to +10.0", "0.020",
         "▶ higher in the United Kingdom"],
        ["Data ethics", "3.0 % (1.0–5.0 %)", "2.5 % (0.5–4.5 %)", "+0.5", "−2.0 to +3.0", "0.020",
         "● no detectable difference"],
        ["Cyber security", "5.0 % (3.0–7.0 %)", "20.0 % (18.0–22.0 %)", "−15.0", "−21.0 to −9.0", "0.020",
         "◀ higher in the Netherlands"],
    ]  # fmt: skip


def test_changes_by_facet_name_the_group(changes: pd.DataFrame) -> None:
    by_country = changes.assign(theme_id="legacy-it", country=pd.array(["GB", "NL", None], dtype="string"))
    table = tables.changes_by_facet_table(by_country, "country")
    assert list(table["Country"]) == ["United Kingdom", "Netherlands", "unknown"]
    assert list(table["Change"]) == ["▲ rising", "● no detectable change", "▼ falling"]


def test_a_verdict_of_nothing_whose_interval_leaves_zero_out_is_starred_where_asked(changes: pd.DataFrame) -> None:
    apart = changes.assign(conf_low=0.001, conf_high=0.02)
    labels = {str(theme): str(theme) for theme in changes["theme_id"]}
    plain = list(tables.changes_table(apart, labels)["Change"])
    assert "● no detectable change" in plain
    starred = list(tables.changes_table(apart, labels, starred=True)["Change"])
    assert starred == [f"{cell}*" if cell == "● no detectable change" else cell for cell in plain]
    assert not any("*" in cell for cell in tables.changes_table(changes, labels, starred=True)["Change"])
    assert list(map(tables.unproven, (row for _, row in apart.iterrows()))) == [
        verdict == "no detectable change" for verdict in apart["verdict"]
    ]
