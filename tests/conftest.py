"""What tests of several rooms share."""

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# Property tests try the same examples everywhere, and a slow machine is no failure.
settings.register_profile("themeline", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("themeline")

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; a missing one fails the test, so that nothing passes unseen."""
    found = [path for path in map(shutil.which, BROWSERS) if path]
    if not found:
        pytest.fail("No Chromium on the PATH. Install it (sudo apt install chromium); .ci/run does so by itself.")
    return found[0]


@pytest.fixture(scope="session")
def sample_workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded reports in all their formats, built once; tests only read it."""
    from pipeline.reference import SAMPLE
    from pipeline.run import build

    path = tmp_path_factory.mktemp("sample") / "workspace"
    build([SAMPLE], path, workers=2)
    return path
