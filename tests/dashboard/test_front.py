from urllib.parse import urljoin

import pytest
from starlette.testclient import TestClient

import app


@pytest.mark.parametrize("query", ["", "?country=GB,NL&year=2019%3A2023&phrase=%22open%20data%22+x"])
def test_the_path_of_the_start_page_leads_to_the_front_with_its_query(query: str) -> None:
    answer = TestClient(app.app, follow_redirects=False).get(f"/overview{query}")

    assert answer.status_code == 307
    assert urljoin("/overview", answer.headers["location"]) == f"/{query}"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
