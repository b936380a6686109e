"""Work on a Dask cluster: the same outcomes, and a bad item costs itself alone there too."""

from collections.abc import Iterator

import pytest
from distributed import LocalCluster

from errors import InvalidSetting
from pipeline.executor import Failure, Limits, run
from tests.pipeline.test_executor import act

LIMITS = Limits(seconds=2.0, megabytes=1024)


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with LocalCluster(  # type: ignore[no-untyped-call] # distributed has no types
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        yield str(cluster.scheduler_address)


def test_a_bad_item_costs_only_itself_on_a_cluster_too(scheduler: str) -> None:
    items = [*"abcdefgh", "segfault", "refuse", "hang", *"ijkl"]
    found = dict(run(act, items, scheduler=scheduler, limits=LIMITS))
    assert sorted(found) == list(range(len(items)))
    bad = {items[place]: outcome for place, outcome in found.items() if isinstance(outcome, Failure)}
    assert set(bad) == {"segfault", "refuse", "hang"}
    assert bad["refuse"] == Failure("The file has 9 million pages.", "Split it.")
    assert [found[place] for place in range(8)] == [*"ABCDEFGH"]


def test_no_items_on_a_cluster(scheduler: str) -> None:
    assert list(run(act, [], scheduler=scheduler)) == []


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere://x", ""])
def test_a_scheduler_that_does_not_answer_is_said(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.executor._PATIENCE", 1)
    with pytest.raises(InvalidSetting, match="No Dask scheduler answers"):
        list(run(act, ["a"], scheduler=address))
