"""Files of variables, as Compose reads them."""

import pytest

from imagegate.discovery.compose.env_file import LENGTH_MAX, read_env_file
from imagegate.discovery.compose.interpolation import Value
from imagegate.discovery.detector import File


def read(text: str, elsewhere: dict[str, str] | None = None, otherwise: dict[str, str] | None = None) -> dict[str, str]:
    """Give the values with their places; what is wrong stands under an empty name."""

    def lookup(values: dict[str, str] | None, name: str) -> Value | None:
        return Value((values or {})[name]) if name in (values or {}) else None

    found = read_env_file(
        File(".env", text), lambda name: lookup(elsewhere, name), lambda name: lookup(otherwise, name)
    )
    values = {
        name: f"{value.why_unknown or value.text}@{','.join(f'{one.line}:{one.column}' for one in value.places)}"
        for name, value in found.values.items()
    }
    if found.fault:
        values[""] = f"{found.fault[1].message}@{found.fault[0].line}:{found.fault[0].column}"
    return values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("A=1\nB=2\n", {"A": "1@1:3", "B": "2@2:3"}, id="lines"),
        pytest.param("A=1", {"A": "1@1:3"}, id="no end of line"),
        pytest.param("A=1\r\nB=2\r\n", {"A": "1@1:3", "B": "2@2:3"}, id="CRLF"),
        pytest.param("", {}, id="nothing"),
        pytest.param("\n \n# A=1\n  # B=2\n", {}, id="comments"),
        pytest.param("# it's\nA=1", {"A": "1@2:3"}, id="a quote in a comment"),
        pytest.param("A=1\nA=2\n", {"A": "2@2:3"}, id="the last one counts"),
        pytest.param("A=\nB=2", {"A": "@1:3", "B": "2@2:3"}, id="empty"),
        pytest.param("A= \nB=2", {"A": "@1:4", "B": "2@2:3"}, id="blank"),
        pytest.param("  A  =  1  \n", {"A": "1@1:9"}, id="blanks"),
        pytest.param("A: 1\n", {"A": "1@1:4"}, id="colon"),
        pytest.param("export A=1\nexport\tB=2\n", {"A": "1@1:10", "B": "2@2:10"}, id="export"),
        pytest.param("export=1\nexporter=2\n", {"export": "1@1:8", "exporter": "2@2:10"}, id="named export"),
        pytest.param("A=1 # c\nB=1#c\nC= # c\n", {"A": "1@1:3", "B": "1#c@2:3", "C": "# c@3:4"}, id="comments behind"),
        pytest.param("A=a b c\n", {"A": "a b c@1:3"}, id="words"),
        pytest.param("A=a'b\"c\n", {"A": "a'b\"c@1:3"}, id="quotes inside"),
        pytest.param("A=a=b:c\n", {"A": "a=b:c@1:3"}, id="signs inside"),
        pytest.param("A.b-c[0]=1\n", {"A.b-c[0]": "1@1:10"}, id="odd names"),
        pytest.param("A\nB=2\n", {"B": "2@2:3"}, id="from the environment"),
        pytest.param("B=2\nA", {"B": "2@1:3"}, id="from the environment, at the end"),
        pytest.param('A="1"\nB="2" # c\n', {"A": "1@1:4", "B": "2@2:4"}, id="double quotes"),
        pytest.param("A='1'\nB='2' # c\n", {"A": "1@1:4", "B": "2@2:4"}, id="single quotes"),
        pytest.param('A="1 # 2"\n', {"A": "1 # 2@1:4"}, id="no comment in quotes"),
        pytest.param('A="1"B="2"\n', {"A": "1@1:4", "B": "2@1:9"}, id="two in a line"),
        pytest.param('A="1\n2"\nB=3\n', {"A": "1\n2@1:4", "B": "3@3:3"}, id="lines in double quotes"),
        pytest.param("A='1\n2'\nB=3\n", {"A": "1\n2@1:4", "B": "3@3:3"}, id="lines in single quotes"),
        pytest.param('A="\\"\\\\\\n\\t\\a"\n', {"A": '"\\\n\t\a@1:4'}, id="escapes"),
        pytest.param('A="\\q\\x41\\0123"\n', {"A": "\\q\\x41S@1:4"}, id="escapes that are none"),
        pytest.param("A='\\'\\n'\n", {"A": "'\\n@1:4"}, id="no escapes in single quotes but the quote"),
        pytest.param("A=\\n\n", {"A": "\\n@1:3"}, id="no escapes without quotes"),
        pytest.param("A=1\nB=$A\nC=${B}x\n", {"A": "1@1:3", "B": "1@2:3,1:3", "C": "1x@3:3,2:3,1:3"}, id="variables"),
        pytest.param('A=1\nB="$A \\$A $$A"\n', {"A": "1@1:3", "B": "1 $A $A@2:4,1:3"}, id="in double quotes"),
        pytest.param("A=1\nB='$A'\n", {"A": "1@1:3", "B": "$A@2:4"}, id="not in single quotes"),
        pytest.param("B=${A:-d}\nA=1\n", {"B": "d@1:3", "A": "1@2:3"}, id="not from below"),
        pytest.param("A=$A\n", {"A": "nothing gives A a value@1:3"}, id="not from itself"),
        pytest.param(
            "A=$NO\nB=$A\n",
            {"A": "nothing gives NO a value@1:3", "B": "nothing gives NO a value@2:3,1:3"},
            id="unknown",
        ),
        pytest.param("é=1\n", {"é": "1@1:3"}, id="letters"),
    ],
)
def test_values(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('A=1\nB="2\nC=3\n', {"A": "1@1:3", "": "a quote is not closed@2:3"}, id="open quote"),
        pytest.param("A=1\nB='2\\'\n", {"A": "1@1:3", "": "a quote is not closed@2:3"}, id="an escaped quote is none"),
        pytest.param("A B=1\n", {"": "the name 'A B' holds a blank@1:4"}, id="blank"),
        pytest.param("A+B=1\n", {"": "'+' cannot stand in a variable's name@1:2"}, id="sign"),
        pytest.param("A='1'x'y'\n", {"A": "1@1:4", "": "\"'\" cannot stand in a variable's name@1:7"}, id="after"),
        pytest.param("A=1\nB=${A\nC=2", {"A": "1@1:3", "": "'${' is not closed@2:3"}, id="variable"),
        pytest.param("A=1\n{{ x }}=2", {"A": "1@1:3", "": "'{' cannot stand in a variable's name@2:1"}, id="template"),
    ],
)
def test_what_stands_above_a_fault_is_kept(text: str, expected: dict[str, str]) -> None:
    assert read(text) == expected


def test_what_is_set_elsewhere_counts_more_than_what_stands_above() -> None:
    assert read("A=1\nB=$A$C\n", {"A": "9"}, {"A": "8", "C": "7"}) == {"A": "1@1:3", "B": "97@2:3"}


def test_doubling_values_have_an_end() -> None:
    text = "A0=x\n" + "".join(f"A{n + 1}=$A{n}$A{n}\n" for n in range(30))
    assert read(text)[""].startswith("with its variables replaced, the text has more than")


def test_long_values_that_are_repeated_have_an_end() -> None:
    text = f"A={'x' * 1024}\n" + "".join(f"A{n}=$A\n" for n in range(5000))
    assert read(text)[""].startswith(f"with their variables replaced, the values have more than {LENGTH_MAX} char")
