from collections import Counter

import pytest

from imagegate.report.budget import Fitted, Section, fit

HEAD = Section("head\n")
LIST = Section("<\n", ("one\n", "two\n", "three\n"), ">\n", "item")


@pytest.mark.parametrize(
    ("sections", "limit", "fitted"),
    [
        pytest.param((HEAD, LIST), 23, Fitted("head\n<\none\ntwo\nthree\n>\n", Counter()), id="all of it, to the byte"),
        pytest.param((HEAD, LIST), 22, Fitted("head\n<\none\ntwo\n>\n", Counter(item=1)), id="one byte less"),
        pytest.param((HEAD, LIST), 12, Fitted("head\n", Counter(item=3)), id="no frame without an item"),
        pytest.param((HEAD,), 4, Fitted("", Counter()), id="not even the first"),
        pytest.param((LIST, HEAD), 8, Fitted("<\none\n>\n", Counter(item=2)), id="what comes first is kept"),
        pytest.param((LIST, LIST), 16, Fitted("<\none\ntwo\n>\n", Counter(item=4)), id="counted together"),
        pytest.param((Section("é\n"),), 2, Fitted("", Counter()), id="bytes, not characters"),
    ],
)
def test_fit(sections: tuple[Section, ...], limit: int, fitted: Fitted) -> None:
    assert fit(sections, limit) == fitted
