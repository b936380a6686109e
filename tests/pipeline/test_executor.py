"""Work in child processes: every item ends with an outcome, and a bad one costs itself alone."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from errors import InvalidSetting, LimitExceeded, UnreadableFile
from pipeline.executor import Child, Failure, Limits, call, run

QUICK = Limits(seconds=1.0, megabytes=1024)


def refuse() -> None:
    raise LimitExceeded("The file has 9 million pages.", "Split it.")


def spin() -> None:
    while True:
        pass


def noise() -> None:
    os.write(1, b"a parser's warning")
    sys.stderr.write("another")


def recurse() -> None:
    recurse()


def crawl() -> None:
    """Work as on a machine that lets this process run little more than half of the time."""
    for _ in range(18):
        until = time.process_time() + 0.04
        while time.process_time() < until:
            pass
        time.sleep(0.03)


ACTS: dict[str, Callable[[], object]] = {
    "refuse": refuse,
    "bug": lambda: {"Page 1": 1}["Page\n7"],
    "hang": lambda: time.sleep(600),
    "spin": spin,
    "memory": lambda: "x" * (3 << 30),
    "segfault": lambda: ctypes.string_at(0),
    "exit": lambda: os._exit(3),
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "noise": noise,
    "crawl": crawl,
    "recurse": recurse,
}


def act(item: str) -> str:
    """Do what the item says, as a parser may."""
    ACTS.get(item, nothing)()
    return item.upper()


def add(one: int, two: int) -> int:
    return one + two


def pid(_: object = None) -> int:
    return os.getpid()


def nothing(_: object = None) -> None:
    return None


def test_every_item_has_its_outcome_and_processes_are_used_again() -> None:
    found = dict(run(pid, list(range(300)), workers=2))
    assert sorted(found) == list(range(300))
    assert 1 <= len(set(found.values())) <= 2
    assert os.getpid() not in found.values()


def test_a_bad_item_costs_only_itself() -> None:
    items = [
        "a",
        "refuse",
        "b",
        "bug",
        "hang",
        "c",
        "memory",
        "segfault",
        "d",
        "exit",
        "killed",
        "noise",
        "e",
        "recurse",
    ]
    found = dict(run(act, items, workers=2, limits=QUICK))
    assert len(found) == len(items)
    good = {items[place]: outcome for place, outcome in found.items() if not isinstance(outcome, Failure)}
    assert good == {item: item.upper() for item in ("a", "b", "c", "d", "e", "noise")}
    bad = {items[place]: outcome for place, outcome in found.items() if isinstance(outcome, Failure)}
    assert bad["refuse"] == Failure("The file has 9 million pages.", "Split it.")
    assert bad["bug"].reason == r"Reading this file failed (KeyError: 'Page\n7')."
    assert bad["hang"].reason == "Reading this file took more than 1 seconds and was stopped."
    assert bad["memory"].reason == "Reading this file needs more than 1024 MB of memory."
    assert bad["segfault"].reason.startswith("Reading this file crashed the reader")
    assert bad["exit"].reason == "Reading this file crashed the reader (exit code 3)."
    assert "lack of memory" in bad["killed"].reason
    assert "RecursionError" in bad["recurse"].reason
    assert {item for item, failure in bad.items() if failure.passing} == {"hang", "killed"}
    assert all(failure.remedy for failure in bad.values())


def test_a_loop_that_holds_the_interpreter_is_stopped() -> None:
    began = time.monotonic()
    [(_, outcome)] = run(act, ["spin"], limits=QUICK)
    assert isinstance(outcome, Failure)
    assert time.monotonic() - began < 15


def test_a_busy_machine_does_not_take_a_call_s_time() -> None:
    began = time.monotonic()
    assert list(run(act, ["crawl"], limits=QUICK)) == [(0, "CRAWL")]
    assert time.monotonic() - began > QUICK.seconds


def test_none_is_a_result_and_no_items_need_no_process() -> None:
    assert dict(run(nothing, [1, 2], workers=1)) == {0: None, 1: None}
    assert list(run(nothing, [])) == []


def test_items_go_on_while_the_caller_takes_its_time() -> None:
    seen = 0
    for _, outcome in run(act, ["a", "b", "c", "d"], workers=2, limits=QUICK):
        time.sleep(1.5)
        assert isinstance(outcome, str)
        seen += 1
    assert seen == 4


def test_leaving_early_ends_the_children() -> None:
    outcomes = run(pid, list(range(50)), workers=1)
    _, child = next(outcomes)
    assert isinstance(child, int)
    outcomes.close()  # type: ignore[attr-defined] # an iterator that is a generator
    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_a_wrong_number_of_workers_is_refused() -> None:
    with pytest.raises(InvalidSetting, match="workers is 0"):
        run(pid, [1], workers=0)


def test_one_call_and_the_child_is_kept_warm() -> None:
    assert call(add, 2, 3) == 5
    first = call(pid)
    assert call(pid) == first != os.getpid()


def test_a_failed_call_says_why_and_the_next_one_works() -> None:
    with pytest.raises(UnreadableFile, match="9 million pages"):
        call(act, "refuse")
    with pytest.raises(UnreadableFile, match="Showing this page took more than 1 seconds"):
        call(act, "hang", limits=Limits(seconds=1.0, what="Showing this page"))
    with pytest.raises(UnreadableFile, match="crashed"):
        call(act, "segfault")
    assert call(act, "a") == "A"


def test_calls_from_many_threads_do_not_mix() -> None:
    found: dict[int, int] = {}

    def ask(number: int) -> None:
        found[number] = call(add, number, 1000)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert found == {number: number + 1000 for number in range(6)}


def test_the_main_module_is_not_run_again(tmp_path: Path) -> None:
    script = tmp_path / "app.py"
    script.write_text(
        "import sys\nsys.path.insert(0, sys.argv[1])\nprint('started')\n"
        "from pipeline.executor import call\nimport operator\nprint(call(operator.add, 2, 2))\n"
    )
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run([sys.executable, str(script), root], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["started", "4"]
    assert done.stderr == ""


def test_a_child_of_ones_own_makes_one_call_after_another_until_it_is_stopped() -> None:
    child = Child(QUICK)
    child.begin(str.upper, "a")
    assert child.result() == "A"
    child.begin(refuse)
    with pytest.raises(UnreadableFile, match="9 million pages"):
        child.result()
    child.begin(str.upper, "b")
    assert child.result() == "B"
    child.begin(spin)
    child.stop()
