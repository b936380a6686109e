import re

from dashboard.security import policy


def test_the_policy_names_no_other_origin() -> None:
    assert not re.search(r"https?:|\*", policy())


def test_only_the_start_pages_own_script_runs_inline() -> None:
    scripts = policy().split("script-src ")[1].split(";")[0]

    assert "'unsafe-inline'" not in scripts
    assert scripts.count("'sha256-") == 1
