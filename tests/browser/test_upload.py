"""Adding one's own report: a file is dropped, read in a process of its own, and counted."""

import shutil
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from pipeline.results import corpus_summary, open_results
from pipeline.run import build
from schema import Selection
from tests.browser.conftest import SAMPLE, serving, settled

Show = Callable[..., Page]
READ_WITHIN = 300_000  # milliseconds; the build starts an interpreter and loads its models


def test_an_uploaded_report_is_found_in_the_counts(show: Show, tmp_path: Path) -> None:
    workspace = tmp_path / "workspace"
    build(sorted(SAMPLE.rglob("*.md"))[:4], workspace, workers=1)
    added = next(iter(sorted(SAMPLE.rglob("*.pdf"))))

    with serving(workspace) as address:
        reading = show("/", at=address, scheme="dark").get_by_test_id("stMain")
        page = show("/corpus", at=address)
        main = page.get_by_test_id("stMain")
        expect(main).to_contain_text("4 reports,")
        expect(main).to_contain_text("Illustrative reports, written for this demonstration")
        page.get_by_role("tab", name="Add files").click()
        expect(page.get_by_test_id("stFileUploader")).to_be_visible()
        settled(page)
        with page.expect_response(lambda sent: "upload_file" in sent.url and sent.request.method == "PUT"):
            page.get_by_test_id("stFileUploader").locator("input[type=file]").set_input_files(added)
        expect(page.get_by_role("button", name=f"Remove {added.name}")).to_be_visible()
        settled(page)
        page.get_by_test_id("stCheckbox").filter(has_text="Leave the illustrative reports out").locator("label").click()
        page.get_by_role("button", name="Add to the workspace").dblclick()  # as many do: the files are not lost by it
        expect(main).to_contain_text("5 reports,", timeout=READ_WITHIN)
        expect(page.get_by_role("button", name=f"Remove {added.name}")).to_have_count(0)
        expect(main).to_contain_text("Some of these reports are illustrative")
        expect(reading).to_contain_text("this page shows the results before it")
        expect(reading).to_contain_text("4 reports")
        reading.get_by_role("button", name="Show the new ones").click()
        expect(reading).to_contain_text("5 reports")
        expect(reading).not_to_contain_text("this page shows the results before it")

        held = open_results(workspace)
        assert corpus_summary(held, Selection()).n_reports == 5
        assert held.reports["format"].tolist().count("pdf") == 1

        settled(page)  # the box stands as at first: the invented reports leave
        page.get_by_role("button", name="Add to the workspace").click()
        expect(main).to_contain_text("1 report,", timeout=READ_WITHIN)
        expect(main).not_to_contain_text("llustrative")


def test_a_file_that_cannot_be_read_becomes_a_problem(show: Show, tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    shutil.copy(sorted(SAMPLE.rglob("*.md"))[0], tmp_path / "reports")
    (tmp_path / "reports" / "broken.pdf").write_bytes(b"%PDF-1.4 nothing behind it")
    build([tmp_path / "reports"], tmp_path / "workspace", workers=1)

    with serving(tmp_path / "workspace") as address:
        page = show("/corpus", at=address)
        tab = page.get_by_role("tab", name="problem")
        expect(tab).to_have_text("1 problem")
        tab.click()
        expect(page.get_by_test_id("stMain")).to_contain_text("left out of all counts")
