"""Pieces of work that are done beside this process, or shared out between it and others."""

import os
import signal
import subprocess
import sys
import time
from operator import floordiv

import pytest

from warehouse.processes import side_processes
from warehouse.processes.side_processes import beside, shared_out


@pytest.fixture(autouse=True)
def two_processors(monkeypatch):
    monkeypatch.setattr(side_processes, "PROCESSORS", 2)
    monkeypatch.setattr(side_processes, "_processes", 0)
    side_processes.use_all_processors()


def test_work_beside_is_done_by_another_process():
    assert beside(os.getpid).result() != os.getpid()


def test_an_error_beside_is_raised_here():
    with pytest.raises(ZeroDivisionError):
        beside(floordiv, 1, 0).result()


def test_what_a_lost_process_leaves_is_done_here():
    assert beside(die_elsewhere, os.getpid()).result() == os.getpid()
    assert set(shared_out(die_elsewhere, [(os.getpid(),)] * 20)) == {os.getpid()}
    assert beside(os.getpid).result() != os.getpid(), "another takes its place"


def die_elsewhere(here: int) -> int:
    """As if the system had ended the process for want of memory."""
    if os.getpid() != here:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def test_pieces_come_back_in_their_order_whoever_did_them():
    assert list(shared_out(floordiv, [(number, 2) for number in range(200)])) == [
        number // 2 for number in range(200)
    ]


def test_many_pieces_are_shared_out():
    assert len(set(shared_out(slow_process, [()] * 40))) > 1


def slow_process() -> int:
    time.sleep(0.05)
    return os.getpid()


def test_few_pieces_are_done_here():
    assert set(shared_out(os.getpid, [()] * (side_processes.WORTH_SHARING - 1))) == {os.getpid()}


def test_a_single_processor_does_everything_itself(monkeypatch):
    monkeypatch.setattr(side_processes, "PROCESSORS", 1)
    side_processes.use_all_processors()
    assert beside(os.getpid).result() == os.getpid()
    assert set(shared_out(os.getpid, [()] * 40)) == {os.getpid()}
    with pytest.raises(ZeroDivisionError):
        beside(floordiv, 1, 0).result()


def test_nothing_to_do():
    assert list(shared_out(floordiv, [])) == []


def test_a_process_that_did_not_ask_does_everything_itself(monkeypatch):
    monkeypatch.setattr(side_processes, "_processes", 0)
    assert beside(os.getpid).result() == os.getpid()


@pytest.mark.parametrize("wrong", [0, 3, 19])
def test_an_error_in_one_piece_is_raised(wrong):
    pieces = [(1, 0 if number == wrong else 1) for number in range(20)]
    with pytest.raises(ZeroDivisionError):
        list(shared_out(floordiv, pieces))


STARTS_ONE = """
import os, signal, sys
from warehouse.processes import side_processes
side_processes.PROCESSORS = 2
side_processes.use_all_processors()
print(side_processes.beside(os.getpid).result(), flush=True)
{end}
"""


@pytest.mark.parametrize("end", ["", "os.kill(os.getpid(), signal.SIGKILL)", "raise SystemExit(1)"])
def test_it_ends_with_the_process_that_started_it(end):
    ended = subprocess.run(
        [sys.executable, "-c", STARTS_ONE.format(end=end)], stdout=subprocess.PIPE, text=True, timeout=20
    )
    assert ended.stdout, "both have closed the output, long before one that is idle ends"
    assert side_processes.IDLE_SECONDS > 20
