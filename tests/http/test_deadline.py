"""Points in time."""

from imagegate.http.deadline import Deadline


def test_left_is_never_negative() -> None:
    assert Deadline.after(-5).left() == 0


def test_within_takes_the_earlier() -> None:
    deadline = Deadline.after(10)
    assert deadline.within(20) == deadline
    assert 0 < deadline.within(1).left() <= 1
