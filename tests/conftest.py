"""What tests of several rooms share."""

import shutil

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of a Chromium; a missing one fails the test, so that nothing passes unseen."""
    found = [path for path in map(shutil.which, BROWSERS) if path]
    if not found:
        pytest.fail("No Chromium on the PATH. Install it (sudo apt install chromium); .ci/run does so by itself.")
    return found[0]
