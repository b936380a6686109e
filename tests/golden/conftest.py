"""The golden file is renewed only on purpose: THEMELINE_RENEW_GOLDEN=1 python3 dev.py test tests/golden."""

import os

import pytest


@pytest.fixture(scope="session")
def renew() -> bool:
    return os.environ.get("THEMELINE_RENEW_GOLDEN") == "1"
