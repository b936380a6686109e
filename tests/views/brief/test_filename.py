from schema import Selection
from views.brief.filename import summary_name, table_name


def test_names_say_what_they_hold() -> None:
    selection = Selection(year=(2021, 2022, 2023), country=("GB", None))
    name = summary_name(["legacy-it"], 30, selection, ("sector", "health", "local government"), "short")
    assert name == "themeline-legacy-it-health-and-local-government-2021-2023-united-kingdom-and-unknown-short"
    assert summary_name(["a", "b", "c"], 30, Selection()) == "themeline-3-themes"
    assert summary_name(["a", "b"], 2, Selection()) == "themeline-all-themes"
    assert table_name("report_themes", "country", Selection(year=(2024,))) == "report-themes-by-country-2024"


def test_names_are_safe_whatever_a_group_is_called() -> None:
    hostile = Selection(publisher=("../../étage/“x”\x00\\con?", "a" * 300))
    name = summary_name(["legacy-it"], 30, hostile)
    assert name.startswith("themeline-legacy-it-etage-x-con-and-aaa")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(name) <= 100
