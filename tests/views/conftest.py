"""Small tables with round numbers, as the statistics would hand them over."""

import pandas as pd
import pytest

from schema import CHANGES, COMPOSITION, CONTRASTS, PREVALENCE, TRENDS

LABELS = {"legacy-it": "Legacy IT", "cyber-security": "Cyber security", "data-ethics": "Data ethics"}
GROUPS = {
    "legacy-it": "Technology and estate",
    "cyber-security": "Risk and resilience",
    "data-ethics": "Data and AI",
}


@pytest.fixture(scope="session")
def labels() -> dict[str, str]:
    return dict(LABELS)


@pytest.fixture(scope="session")
def groups() -> dict[str, str]:
    return dict(GROUPS)


@pytest.fixture(scope="session")
def trends() -> pd.DataFrame:
    """One theme; no report in 2021."""
    rows = [
        ("legacy-it", 2019, 0.041, 0.020, 0.071, 0.95, 6, 80, "test"),
        ("legacy-it", 2020, 0.052, 0.031, 0.083, 0.95, 7, 90, "test"),
        ("legacy-it", 2022, 0.090, 0.055, 0.140, 0.95, 8, 100, "test"),
        ("legacy-it", 2023, 0.124, 0.098, 0.156, 0.95, 9, 110, "test"),
    ]
    return TRENDS.validate(pd.DataFrame(rows, columns=TRENDS.names))


@pytest.fixture(scope="session")
def prevalence() -> pd.DataFrame:
    rows = [
        ("legacy-it", 0.080, 0.060, 0.105, 0.95, 30, 380, "test"),
        ("cyber-security", 0.124, 0.098, 0.156, 0.95, 30, 380, "test"),
        ("data-ethics", 0.0004, 0.0001, 0.012, 0.95, 30, 380, "test"),
    ]
    return PREVALENCE.validate(pd.DataFrame(rows, columns=PREVALENCE.names))


@pytest.fixture(scope="session")
def by_country() -> pd.DataFrame:
    """Two themes in three countries, one of them unknown."""
    rows = [
        ("legacy-it", 0.10, 0.07, 0.14, 0.95, 12, 150, "test", "GB"),
        ("legacy-it", 0.04, 0.02, 0.06, 0.95, 10, 130, "test", "NL"),
        ("legacy-it", 0.06, 0.01, 0.20, 0.95, 3, 40, "test", None),
        ("cyber-security", 0.05, 0.03, 0.08, 0.95, 12, 150, "test", "GB"),
        ("cyber-security", 0.20, 0.15, 0.26, 0.95, 10, 130, "test", "NL"),
        ("cyber-security", 0.06, 0.01, 0.20, 0.95, 3, 40, "test", None),
    ]
    return PREVALENCE.validate(pd.DataFrame(rows, columns=[*PREVALENCE.names, "country"]))


@pytest.fixture(scope="session")
def changes() -> pd.DataFrame:
    rows = [
        ("legacy-it", 0.012, 0.006, 0.019, 0.001, 0.003, "rising", 0.95, 30, 380, "test"),
        ("cyber-security", -0.004, -0.012, 0.004, 0.30, 0.30, "no detectable change", 0.95, 30, 380, "test"),
        ("data-ethics", -0.009, -0.015, -0.003, 0.004, 0.006, "falling", 0.95, 30, 380, "test"),
    ]
    return CHANGES.validate(pd.DataFrame(rows, columns=CHANGES.names))


@pytest.fixture(scope="session")
def contrasts() -> pd.DataFrame:
    def row(theme: str, a: float, b: float, low: float, high: float, verdict: str) -> tuple[object, ...]:
        tail = ("country", 0.95, 12, 10, 150, 130, a - 0.02, a + 0.02, b - 0.02, b + 0.02, "test")
        return (theme, "GB", "NL", a, b, a - b, low, high, 0.01, 0.02, verdict, *tail)

    rows = [
        row("legacy-it", 0.10, 0.04, 0.02, 0.10, "higher in A"),
        row("cyber-security", 0.05, 0.20, -0.21, -0.09, "lower in A"),
        row("data-ethics", 0.03, 0.025, -0.02, 0.03, "no detectable difference"),
    ]
    return CONTRASTS.validate(pd.DataFrame(rows, columns=CONTRASTS.names))


@pytest.fixture(scope="session")
def composition() -> pd.DataFrame:
    rows = [
        ("legacy-it", part, estimate, low, high, 0.95, "publisher", "2019", "2023", 4, "test")
        for part, estimate, low, high in (
            ("mix", 0.029, 0.010, 0.048),
            ("total", 0.042, 0.020, 0.064),
            ("within", 0.008, -0.012, 0.028),
            ("came or went", 0.005, -0.010, 0.020),
        )
    ]
    return COMPOSITION.validate(pd.DataFrame(rows, columns=COMPOSITION.names))


@pytest.fixture(scope="session")
def cooccurrence() -> pd.DataFrame:
    """One pair above chance, one below, one not told from it, each given once."""
    rows = [
        ("legacy-it", "cyber-security", 21, 4.2, 2.1, 8.0, 0.95, 0.001, "test"),
        ("data-ethics", "legacy-it", 2, 0.25, 0.10, 0.60, 0.95, 0.01, "test"),
        ("cyber-security", "data-ethics", 5, 12.0, 0.80, 90.0, 0.95, 0.20, "test"),
    ]
    names = (
        "theme_a",
        "theme_b",
        "n_together",
        "odds_ratio",
        "conf_low",
        "conf_high",
        "conf_level",
        "q_value",
        "method",
    )
    return pd.DataFrame(rows, columns=names)


@pytest.fixture(scope="session")
def terms() -> pd.DataFrame:
    rows = [
        (term, log_odds, log_odds - 0.5, log_odds + 0.5, 0.95, q, 9, 3, 4, 2, "test")
        for term, log_odds, q in (
            ("ledger", 1.5, 0.01),
            ("cloud", 0.1, 0.8),
            ("polder", -1.2, 0.02),
            ("dike", -2.0, 0.001),
        )
    ]
    names = (
        "term",
        "log_odds",
        "conf_low",
        "conf_high",
        "conf_level",
        "q_value",
        "n_a",
        "n_b",
        "n_reports_a",
        "n_reports_b",
    )
    return pd.DataFrame([row[:-1] for row in rows], columns=names)


@pytest.fixture(scope="session")
def similarity() -> pd.DataFrame:
    rows = [("GB", "NL", 0.93, 0.88, 0.97), ("GB", "CA", 0.7, 0.6, 0.8), ("CA", "NL", 0.85, 0.7, 0.99)]
    frame = pd.DataFrame(rows, columns=["group_a", "group_b", "similarity", "conf_low", "conf_high"])
    return frame.assign(facet="country", conf_level=0.95, n_reports_a=12, n_reports_b=9, method="cosine")
