"""The embedded corpus through the whole pipeline, compared with one committed file.

Renew it on purpose, and read the difference before committing it:
THEMELINE_RENEW_GOLDEN=1 .venv/bin/python -m pytest tests/golden
"""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from corpus.store import Workspace

_SHOWN = ["source", "publisher", "date", "country", "sector", "language", "n_passages", "n_words"]
GOLDEN = Path(__file__).parent / "sample.json"


def told(workspace: Workspace) -> dict[str, Any]:
    """Return what the tables say, in the form of the golden file."""
    reports, passages = workspace.table("reports"), workspace.table("passages")
    assignments = workspace.table("assignments")
    prevalence = workspace.table("prevalence").set_index("theme_id")
    changes = workspace.table("changes").set_index("theme_id")
    assigned = assignments.loc[assignments["assigned"].to_numpy(dtype=bool), "theme_id"].value_counts()
    return {
        "rows": dict(sorted(workspace.manifest.rows.items())),
        "reports": {
            str(source): [None if pd.isna(value) else str(value) for value in about]
            for source, *about in reports.sort_values("source")[_SHOWN].itertuples(index=False)
        },
        "kinds": {kind: int(n) for kind, n in sorted(passages["kind"].value_counts().items())},
        "repeated": int(passages["repeated"].sum()),
        "themes": {
            theme: {
                "assigned": int(assigned.get(theme, 0)),
                "share": round(float(prevalence["estimate"][theme]), 3),
                "conf_low": round(float(prevalence["conf_low"][theme]), 3),
                "conf_high": round(float(prevalence["conf_high"][theme]), 3),
                "verdict": changes.at[theme, "verdict"],
            }
            for theme in sorted(prevalence.index)
        },
    }


def test_the_embedded_corpus_gives_what_it_gave(sample_workspace: Path, renew: bool) -> None:
    found = json.loads(json.dumps(told(Workspace.open(sample_workspace))))
    if renew:
        GOLDEN.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    expected = json.loads(GOLDEN.read_text(encoding="utf-8"))
    assert found.keys() == expected.keys()
    for part, value in expected.items():
        assert found[part] == value, part
