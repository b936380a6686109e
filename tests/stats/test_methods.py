"""METHODS.md keeps up with the code, and each method says where it comes from and when not to use it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
METHODS = (ROOT / "docs" / "METHODS.md").read_text(encoding="utf-8")
FILES = sorted(path for path in (ROOT / "stats").glob("*.py") if path.name != "__init__.py")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", METHODS, re.MULTILINE | re.DOTALL))
COUNTED = ("panel.py", "pairs.py", "mentions.py", "periods.py")
"""Files that count and select; the others estimate."""
TITLES = list(SECTIONS)[list(SECTIONS).index("What is counted") + 1 :]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_of_statistics_is_in_the_methods(path: Path) -> None:
    assert f"stats/{path.name}" in METHODS


@pytest.mark.parametrize("title", [title for title in TITLES if title != "Does it hold"])
def test_every_method_names_source_assumption_file_and_when_not_to_use_it(title: str) -> None:
    for part in ("Source", "Assumes", "Not for", "File"):
        assert re.search(rf"\*?{part}\b", SECTIONS[title]), part
    for file in re.findall(r"`((?:stats|benchmarks|models)/\w+\.py)`", SECTIONS[title]):
        assert (ROOT / file).exists(), file


@pytest.mark.parametrize("path", [path for path in FILES if path.name not in COUNTED], ids=lambda path: path.name)
def test_every_public_estimate_cites_its_source_and_its_limits(path: Path) -> None:
    functions = [node for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.FunctionDef)]
    claims = [f for f in functions if not f.name.startswith("_") and "Parameters" in (ast.get_docstring(f) or "")]
    claims = [f for f in claims if f.name != "notes"]
    for function in claims:
        text = ast.get_docstring(function) or ""
        assert "References\n" in text, function.name
        assert "When not to use it" in text, function.name
