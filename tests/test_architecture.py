"""The plan of the house, held by tests: rooms, one-way arrows, one owner for each big library."""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Each room and the rooms it may import. A new folder or file at the top needs a row here.
PLAN: Mapping[str, frozenset[str]] = {
    "errors": frozenset(),
    "schema": frozenset({"errors"}),
    "corpus": frozenset({"schema", "errors"}),
    "models": frozenset({"schema", "errors"}),
    "stats": frozenset({"schema", "errors"}),
    "views": frozenset({"schema", "errors"}),
    "pipeline": frozenset({"corpus", "models", "stats", "views", "schema", "errors"}),
    "dashboard": frozenset({"pipeline", "views", "schema", "errors"}),
    "app": frozenset({"dashboard"}),
    "dev": frozenset(),
}
# These look into every room; no room looks into them.
AROUND = frozenset({"tests", "benchmarks", "docs"})

# Each library and the only places that import it (a folder ends in "/").
OWNERS: Mapping[str, tuple[str, ...]] = {
    "streamlit": ("app.py", "dashboard/"),
    "starlette": ("app.py", "dashboard/front.py", "dashboard/security.py"),
    "spacy": ("models/annotator.py",),
    "snowballstemmer": ("models/stems.py",),
    "sklearn": ("models/",),
    "tokenizers": ("models/vectors.py",),
    "safetensors": ("models/vectors.py", "models/kept.py"),
    "scipy": ("stats/", "models/"),
    "altair": ("views/charts.py", "views/charts/"),
    "vl_convert": ("views/charts.py", "views/charts/", "views/brief/docx.py"),
    "jinja2": ("views/brief/",),
    "babel": ("views/language.py",),
    "typst": ("views/brief/pdf.py", "corpus/sample/render.py"),
    "xlsxwriter": ("views/export.py", "views/brief/"),
    "docx": ("corpus/readers/docx.py", "corpus/sample/render.py", "views/brief/"),
    "pptx": ("corpus/readers/pptx.py",),
    "pypdfium2": ("corpus/readers/pdf.py", "corpus/readers/pdfium.py", "corpus/pages.py"),
    "trafilatura": ("corpus/readers/html.py",),
    "markdown_it": ("corpus/readers/markdown.py",),
    "lxml": ("corpus/",),
    "charset_normalizer": ("corpus/encoding.py",),
    "py3langid": ("corpus/language.py",),
    "yaml": ("corpus/frontmatter.py", "corpus/sample/render.py", "models/themefile.py"),
    "pyarrow": ("corpus/tablefile.py", "corpus/workspace.py", "views/export.py"),
    "tantivy": ("corpus/search.py",),
    "datasketch": ("corpus/near.py",),
    "rich": ("pipeline/__main__.py", "pipeline/progress.py"),
    "distributed": ("pipeline/executor.py",),
    "dask": ("pipeline/executor.py",),
}
# Attributes that only one file may touch.
TOUCHED_BY: Mapping[str, str] = {
    "session_state": "dashboard/state.py",
    "query_params": "dashboard/state.py",
    "cache_data": "dashboard/cached.py",
    "cache_resource": "dashboard/cached.py",
}
FORBIDDEN_NAMES = frozenset({"utils", "helpers", "common", "core", "misc", "base"})
LONGEST_FILE = 400


# ---------------------------------------------------------------- the rules


def files(root: Path) -> list[str]:
    """Return the Python files below `root` that belong to the house, as POSIX paths."""
    found = (path.relative_to(root) for path in root.rglob("*.py"))
    return sorted(
        path.as_posix()
        for path in found
        if not any(part.startswith(".") for part in path.parts) and path.parts[0] not in ("workspace", "build")
    )


def room(file: str) -> str:
    return file.split("/")[0].removesuffix(".py")


def in_house(root: Path) -> list[str]:
    return [file for file in files(root) if room(file) not in AROUND]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(root: Path, file: str) -> Iterator[str]:
    """Yield the dotted names a file imports, wherever in it; a relative one begins with a dot."""
    for node in ast.walk(tree(root / file)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            stem = "." * node.level + (node.module or "")
            yield stem
            yield from (f"{stem}.{name.name}" for name in node.names)


def strangers(root: Path) -> list[str]:
    known = {*PLAN, *AROUND}
    return sorted({f"{room(file)} has no row in the plan" for file in files(root) if room(file) not in known})


def wrong_arrows(root: Path) -> list[str]:
    return sorted(
        {
            f"{file} imports {target.split('.')[0] or 'relatively'}"
            for file in in_house(root)
            for target in imports(root, file)
            if (to := target.split(".")[0]) == "" or to in AROUND or to in PLAN
            if to != room(file) and to not in PLAN.get(room(file), frozenset())
        }
    )


def circle(root: Path) -> list[str]:
    """Return files that import each other in a circle, the first found."""
    names = {file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in in_house(root)}
    graph = {
        file: {names[target] for target in imports(root, file) if target in names and names[target] != file}
        for file in names.values()
    }
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        return [" → ".join(error.args[1])]
    return []


def wrong_owners(root: Path) -> list[str]:
    return sorted(
        {
            f"{file} imports {library}"
            for file in in_house(root)
            for target in imports(root, file)
            if (library := target.split(".")[0]) in OWNERS
            if not any(file == owner or (owner.endswith("/") and file.startswith(owner)) for owner in OWNERS[library])
        }
    )


def wrong_touches(root: Path) -> list[str]:
    return sorted(
        {
            f"{file} touches {node.attr}"
            for file in in_house(root)
            for node in ast.walk(tree(root / file))
            if isinstance(node, ast.Attribute) and TOUCHED_BY.get(node.attr, file) != file
        }
    )


def pages_that_import_pages(root: Path) -> list[str]:
    return [
        f"{file} imports {target}"
        for file in in_house(root)
        if file.startswith("dashboard/pages/")
        for target in imports(root, file)
        if target.startswith("dashboard.pages.")
    ]


def forbidden_names(root: Path) -> list[str]:
    return [file for file in in_house(root) if FORBIDDEN_NAMES & set(file.removesuffix(".py").split("/"))]


def long_files(root: Path) -> list[str]:
    sizes = {file: len((root / file).read_text(encoding="utf-8").splitlines()) for file in in_house(root)}
    return [f"{file} has {size} lines" for file, size in sizes.items() if size > LONGEST_FILE]


def unnamed(root: Path) -> list[str]:
    """Return files that the plan in words names neither by themselves nor by a folder within their room."""
    plan = (root / "docs" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = {file: [Path(file).name, *(f"{part}/" for part in file.split("/")[1:-1])] for file in in_house(root)}
    return [f for f in names if not f.endswith("__init__.py") and not any(f"{name}`" in plan for name in names[f])]


def shadowed(modules: Mapping[str, list[str]]) -> list[str]:
    return [f"{name} is also a module of {', '.join(modules[name])}" for name in PLAN if name in modules]


Rule = Callable[[Path], list[str]]
RULES: tuple[Rule, ...] = (
    strangers,
    wrong_arrows,
    circle,
    wrong_owners,
    wrong_touches,
    pages_that_import_pages,
    forbidden_names,
    long_files,
)


# ---------------------------------------------------------------- the house as it stands


@pytest.mark.parametrize("rule", RULES, ids=[str(getattr(rule, "__name__", rule)) for rule in RULES])
def test_the_house_keeps_the_rule(rule: Rule) -> None:
    assert rule(ROOT) == []


def test_no_installed_distribution_has_a_room_s_name() -> None:
    assert shadowed({name: list(found) for name, found in packages_distributions().items()}) == []


def test_the_plan_in_words_names_every_file(tmp_path: Path) -> None:
    assert unnamed(ROOT) == []
    house = planted(
        tmp_path, **{"docs/ARCHITECTURE.md": "`errors.py` `schema.py` `corpus/` `read.py` `readers/` `app.py`"}
    )
    assert unnamed(house) == [
        "dashboard/pages/theme.py",
        "dashboard/state.py",
        "pipeline/run.py",
        "views/charts/trend.py",
    ]


def test_the_plan_has_no_circle_and_the_workrooms_never_meet() -> None:
    list(TopologicalSorter(PLAN).static_order())
    workrooms = {"corpus", "models", "stats", "views"}
    assert all(not PLAN[one] & workrooms for one in workrooms)


# ---------------------------------------------------------------- each rule catches what it is for

SOUND = {
    "errors.py": "",
    "schema.py": "import errors",
    "corpus/read.py": "from corpus.readers import pdf\nfrom schema import Report",
    "corpus/readers/pdf.py": "import pypdfium2",
    "views/charts/trend.py": "import altair as alt",
    "pipeline/run.py": "from corpus import read\nimport views.charts.trend",
    "dashboard/state.py": "import streamlit as st\nst.session_state['a'] = 1",
    "dashboard/pages/theme.py": "from dashboard import state",
    "app.py": "import dashboard.pages.theme\nimport streamlit",
    "tests/corpus/test_read.py": "import corpus.read, streamlit",
}


def planted(root: Path, **changes: str) -> Path:
    for file, text in {**SOUND, **changes}.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


def test_a_sound_house_breaks_no_rule(tmp_path: Path) -> None:
    house = planted(tmp_path)
    assert [found for rule in RULES for found in rule(house)] == []


@pytest.mark.parametrize(
    ("rule", "file", "text", "expected"),
    [
        (strangers, "engine/run.py", "", "engine has no row in the plan"),
        (strangers, "extra.py", "", "extra has no row in the plan"),
        (wrong_arrows, "corpus/store.py", "from views import charts", "corpus/store.py imports views"),
        (wrong_arrows, "stats/trends.py", "def f():\n    import models.seeded", "stats/trends.py imports models"),
        (
            wrong_arrows,
            "views/tables.py",
            "if TYPE_CHECKING:\n    from stats import x",
            "views/tables.py imports stats",
        ),
        (wrong_arrows, "dashboard/cached.py", "import corpus.store", "dashboard/cached.py imports corpus"),
        (wrong_arrows, "pipeline/serve.py", "import app", "pipeline/serve.py imports app"),
        (wrong_arrows, "pipeline/serve.py", "from tests import data", "pipeline/serve.py imports tests"),
        (wrong_arrows, "corpus/store.py", "from . import read", "corpus/store.py imports relatively"),
        (circle, "corpus/readers/pdf.py", "from corpus import read", "corpus/read"),
        (wrong_owners, "pipeline/run.py", "import streamlit", "pipeline/run.py imports streamlit"),
        (
            wrong_owners,
            "corpus/readers/docx.py",
            "from pypdfium2 import raw",
            "corpus/readers/docx.py imports pypdfium2",
        ),
        (wrong_owners, "views/tables.py", "import altair.vegalite", "views/tables.py imports altair"),
        (wrong_touches, "dashboard/pages/theme.py", "st.session_state.x = 1", "theme.py touches session_state"),
        (wrong_touches, "dashboard/pages/theme.py", "@st.cache_data\ndef f(): ...", "theme.py touches cache_data"),
        (pages_that_import_pages, "dashboard/pages/a.py", "from dashboard.pages import theme", "dashboard.pages.theme"),
        (forbidden_names, "views/utils.py", "", "views/utils.py"),
        (forbidden_names, "corpus/common/read.py", "", "corpus/common/read.py"),
        (long_files, "stats/trends.py", "\n" * 401, "stats/trends.py has 401 lines"),
    ],
)
def test_a_planted_fault_is_caught(tmp_path: Path, rule: Rule, file: str, text: str, expected: str) -> None:
    found = rule(planted(tmp_path, **{file: text}))
    assert len(found) == 1
    assert expected in found[0]


def test_a_shadowed_room_is_caught() -> None:
    assert shadowed({"stats": ["some-package"], "numpy": ["numpy"]}) == ["stats is also a module of some-package"]
