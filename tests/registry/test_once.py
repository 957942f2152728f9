"""Values that are made once each."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from imagegate.errors import ImagegateError
from imagegate.http.deadline import Deadline
from imagegate.http.errors import DeadlineError
from imagegate.registry.once import Once

SOON, LATER = Deadline.after(0), Deadline.after(3600)  # counted from the import: longer than any whole run


def test_many_threads_one_value() -> None:
    once, made, gate = Once[str, int](), list[int](), threading.Event()

    def make() -> int:
        gate.wait(5)
        made.append(1)
        return 42

    with ThreadPoolExecutor(8) as executor:
        waiting = [executor.submit(once.get, "k", make, LATER, "r.example") for _ in range(8)]
        gate.set()
        assert [one.result() for one in waiting] == [42] * 8
    assert made == [1]


def test_a_failure_is_kept() -> None:
    once, made = Once[str, int](), list[int]()

    def make() -> int:
        made.append(1)
        message = "no"
        raise ImagegateError(message)

    for _ in range(2):
        with pytest.raises(ImagegateError, match="no"):
            once.get("k", make, LATER, "r.example")
    assert made == [1]


@pytest.mark.parametrize("error", [DeadlineError("late"), RuntimeError("a bug")])
def test_what_is_nobody_elses_failure_is_not_kept(error: Exception) -> None:
    once = Once[str, int]()

    def fail() -> int:
        raise error

    with pytest.raises(type(error)):
        once.get("k", fail, LATER, "r.example")
    assert once.get("k", lambda: 1, LATER, "r.example") == 1


def test_waiting_ends_at_ones_own_deadline() -> None:
    once, gate = Once[str, int](), threading.Event()
    started = threading.Event()

    def make() -> int:
        started.set()
        gate.wait(5)
        return 1

    with ThreadPoolExecutor(1) as executor:
        first = executor.submit(once.get, "k", make, LATER, "r.example")
        started.wait(5)
        with pytest.raises(DeadlineError, match=r"r\.example did not answer in time"):
            once.get("k", make, SOON, "r.example")
        gate.set()
        assert first.result() == 1


def test_who_waited_for_one_that_was_late_tries_for_itself() -> None:
    once, started, gate = Once[str, int](), threading.Event(), threading.Event()

    def late() -> int:
        started.set()
        gate.wait(5)
        message = "late"
        raise DeadlineError(message)

    with ThreadPoolExecutor(2) as executor:
        first = executor.submit(once.get, "k", late, LATER, "r.example")
        started.wait(5)
        second = executor.submit(once.get, "k", lambda: 2, LATER, "r.example")
        gate.set()
        assert second.result() == 2
        with pytest.raises(DeadlineError, match="late"):
            first.result()


def test_forget() -> None:
    once = Once[str, int]()
    once.get("k", lambda: 1, LATER, "r.example")
    once.forget("k", lambda value: value == 5)
    assert once.get("k", lambda: 2, LATER, "r.example") == 1
    once.forget("k", lambda value: value == 1)
    assert once.get("k", lambda: 2, LATER, "r.example") == 2
    once.forget("never made", lambda _: True)
