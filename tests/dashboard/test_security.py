import base64
import hashlib
import re

from dashboard.components.arrival import SCRIPT
from dashboard.security import policy


def test_the_policy_names_no_other_origin() -> None:
    assert not re.search(r"https?:|\*", policy())


def test_only_two_known_scripts_run_inline() -> None:
    scripts = policy().split("script-src ")[1].split(";")[0]

    assert "'unsafe-inline'" not in scripts
    ours = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"'sha256-{ours}'" in scripts
    assert scripts.count("'sha256-") == 2  # the start page's and ours
