"""A theme file checked, on its own or against a workspace."""

from pathlib import Path

from corpus.store import Workspace
from errors import InvalidSetting
from models import themefile
from models.seedcheck import check_seeds
from models.themefile import Finding


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
    if workspace is not None and not any(f.level == "error" for f in findings):
        texts = Workspace.open(workspace).passages(columns=["text"])["text"].tolist()
        findings += check_seeds(text, texts)
    return sorted(findings, key=lambda f: f.line)
