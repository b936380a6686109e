"""A theme file checked, on its own or against a workspace."""

from pathlib import Path

import numpy as np
import pandas as pd

from errors import InvalidSetting
from models import themefile
from models.seedcheck import SeedCheck
from models.seedclash import SeedClashes
from models.themefile import Finding
from pipeline.assign import batches
from pipeline.results import Results, open_results


def check_file(file: Path, workspace: Path | None = None) -> list[Finding]:
    """Everything wrong or doubtful in a theme file, by line.

    Raises
    ------
    InvalidSetting
        The file cannot be read.
    WorkspaceNotFound
        There is no such workspace.
    """
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = f"The theme file {file} cannot be read: {error}."
        raise InvalidSetting(reason, "Check its name and encoding.") from error
    findings = themefile.check(text)
    results = open_results(workspace) if workspace is not None else None
    if not any(f.level == "error" for f in findings):
        spoken = [] if results is None else sorted(set(results.reports["language"].fillna("en")))
        clashes = SeedClashes(themefile.load(text).themes, spoken)
        findings += clashes.findings(themefile.lines_of(text))
        if results is not None:
            findings += _tried(SeedCheck(text, clashes.silenced), results)
    return sorted(findings, key=lambda f: f.line)


def _tried(check: SeedCheck, results: Results) -> list[Finding]:
    """What the workspace's passages say of the seeds."""
    ids = pd.Index(check.themes.ids)
    given = results.workspace.table("assignments")
    given = given[given["assigned"].to_numpy(dtype=bool) & given["theme_id"].isin(ids).to_numpy()]
    for _, rows, batch in batches(results.reports, results.workspace.table("passages")):
        own = given[given["passage_id"].isin(rows["passage_id"])]
        matrix = np.zeros((len(rows), len(ids)), dtype=np.bool_)
        row, column = pd.Index(rows["passage_id"]), pd.Index(own["theme_id"])
        matrix[row.get_indexer(pd.Index(own["passage_id"])), ids.get_indexer(column)] = True
        check.add(batch, matrix)
    return check.findings(ids.isin(results.themes.ids))
