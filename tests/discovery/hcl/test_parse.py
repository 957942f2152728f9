"""What an HCL text holds: blocks, attributes, expressions, each where it stands."""

from typing import Any

import pytest

from tests.discovery.hcl.shape import shape, value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("\n\n  \t\r\n", [], id="blanks"),
        pytest.param("a = 1", [("a", ("Number", "1"))], id="no line end"),
        pytest.param("a=1\r\nb=2\r\n", [("a", ("Number", "1")), ("b", ("Number", "2"))], id="CRLF"),
        pytest.param(
            "# c\na = 1 # c\n// c\nb = 2 // c", [("a", ("Number", "1")), ("b", ("Number", "2"))], id="comments"
        ),
        pytest.param("/* a = 1\n * b\n **/ c /* d */ = /**/ 1 /* e */\n", [("c", ("Number", "1"))], id="long comments"),
        pytest.param('a { }\nb "c" d "e" {\n}', [("a", []), ("b", "c", "d", "e", [])], id="empty blocks and labels"),
        pytest.param("a { b = 1 }", [("a", [("b", ("Number", "1"))])], id="in one line"),
        pytest.param(
            "a {\n  b {\n    c = 1\n  }\n  d = 2\n}\n",
            [("a", [("d", ("Number", "2")), ("b", [("c", ("Number", "1"))])])],
            id="nested",
        ),
        pytest.param('a "q\\"uo\\u0074e" {}', [("a", 'q"uote', [])], id="a label with escapes"),
        pytest.param("tä-g_1 = 1", [("tä-g_1", ("Number", "1"))], id="names"),
        pytest.param(
            "a = b\nc = d", [("a", ("Traversal", "b")), ("c", ("Traversal", "d"))], id="a line ends an attribute"
        ),
    ],
)
def test_structure(text: str, expected: Any) -> None:
    assert shape(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("1.50e3", ("Number", "1.50e3"), id="number"),
        pytest.param("true", ("Constant", "true"), id="true"),
        pytest.param("null # c", ("Constant", "null"), id="null"),
        pytest.param("trueish", ("Traversal", "trueish"), id="not true"),
        pytest.param('a.b["c"][0].1 # c', ("Traversal", 'a.b["c"][0].1'), id="traversal"),
        pytest.param("a . b /* c */ [0]", ("Traversal", "a . b /* c */ [0]"), id="traversal with blanks"),
        pytest.param("a[b]", ("Opaque", "a[b]", [("Traversal", "a"), ("Traversal", "b")]), id="computed index"),
        pytest.param("a.*.b", ("Opaque", "a.*.b", [("Traversal", "a"), ("Opaque", ".*", [])]), id="splat"),
        pytest.param("a[*].b", ("Opaque", "a[*].b", [("Traversal", "a"), ("Opaque", "", [])]), id="full splat"),
        pytest.param("f(a)[0]", ("Opaque", "f(a)[0]", [("Call", "f", [("Traversal", "a")])]), id="index of a call"),
        pytest.param("[1, [2], ]", ("Sequence", [("Number", "1"), ("Sequence", [("Number", "2")])]), id="lists"),
        pytest.param("[\n  1, # c\n  2\n]", ("Sequence", [("Number", "1"), ("Number", "2")]), id="list over lines"),
        pytest.param(
            '{a = 1, "b" : 2\n c = 3\n}',
            {"a": ("Number", "1"), "b": ("Number", "2"), "c": ("Number", "3")},
            id="object",
        ),
        pytest.param(
            '{(a) = 1, "${b}" = 2}',
            {"('Traversal', 'a')": ("Number", "1"), "('${b}', ('Traversal', 'b'))": ("Number", "2")},
            id="computed keys",
        ),
        pytest.param("{\n\n}", {}, id="empty object"),
        pytest.param("{for = 1}", {"for": ("Number", "1")}, id="a key called for"),
        pytest.param("f()", ("Call", "f", []), id="call"),
        pytest.param("a::b(1,\n2...\n)", ("Call", "a::b", [("Number", "1"), ("Number", "2")]), id="call over lines"),
        pytest.param("(1)", ("Number", "1"), id="brackets"),
        pytest.param(
            "a ? b : c ? d : e",
            (
                "Conditional",
                ("Traversal", "a"),
                ("Traversal", "b"),
                ("Conditional", ("Traversal", "c"), ("Traversal", "d"), ("Traversal", "e")),
            ),
            id="conditions",
        ),
        pytest.param(
            "1 + 2 * 3 == -4",
            (
                "Operation",
                "==",
                [
                    ("Operation", "+", [("Number", "1"), ("Operation", "*", [("Number", "2"), ("Number", "3")])]),
                    ("Operation", "-", [("Number", "4")]),
                ],
            ),
            id="ranks",
        ),
        pytest.param(
            "a || b && !c",
            (
                "Operation",
                "||",
                [
                    ("Traversal", "a"),
                    ("Operation", "&&", [("Traversal", "b"), ("Operation", "!", [("Traversal", "c")])]),
                ],
            ),
            id="truth",
        ),
        pytest.param(
            "1 - 2 - 3", ("Operation", "-", "-", [("Number", "1"), ("Number", "2"), ("Number", "3")]), id="one rank"
        ),
        pytest.param("!!a", ("Opaque", "!!a", [("Traversal", "a")]), id="twice"),
        pytest.param(
            "[for a in b : a if c]",
            ("Opaque", "[for a in b : a if c]", [("Traversal", "b"), ("Traversal", "a"), ("Traversal", "c")]),
            id="for in a list",
        ),
        pytest.param(
            "{\n for k, v in b :\n k => v...\n}",
            (
                "Opaque",
                "{\n for k, v in b :\n k => v...\n}",
                [("Traversal", "b"), ("Traversal", "k"), ("Traversal", "v")],
            ),
            id="for in an object",
        ),
    ],
)
def test_expressions(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param('""', [], id="empty"),
        pytest.param('"a # b // c /* d"', "a # b // c /* d", id="no comments in it"),
        pytest.param(
            r'"\n\t\r\"\\"', [("\n", "\\n"), ("\t", "\\t"), ("\r", "\\r"), ('"', '\\"'), ("\\", "\\\\")], id="escapes"
        ),
        pytest.param(r'"a\u00e4\U0001F600"', ["a", ("ä", "\\u00e4"), ("😀", "\\U0001F600")], id="code points"),
        pytest.param('"a${b}c"', ["a", ("${b}", ("Traversal", "b")), "c"], id="interpolation"),
        pytest.param('"${"${a}"}"', ('${"${a}"}', ("${a}", ("Traversal", "a"))), id="nested"),
        pytest.param(
            '"${{a = "}"}.a}"', ('${{a = "}"}.a}', ("Opaque", '{a = "}"}.a', [{"a": "}"}])), id="braces in it"
        ),
        pytest.param('"${\n a # }\n}"', ("${\n a # }\n}", ("Traversal", "a")), id="lines and comments in it"),
        pytest.param('"$${a} %%{b} $ % $$ $a 100%"', ["${", "a} ", "%{", "b} $ % $$ $a 100%"], id="doubled marks"),
        pytest.param('"${~ a ~}"', ("${~ a ~}", ("Opaque", "${~ a ~}", [("Traversal", "a")])), id="blanks taken away"),
        pytest.param(
            '"%{ if a }b%{ else }c%{ endif ~}"',
            [
                ("%{ if a }", ("Opaque", "", [("Traversal", "a")])),
                "b",
                ("%{ else }", ("Opaque", "", [])),
                "c",
                ("%{ endif ~}", ("Opaque", "%{ endif ~}", [("Opaque", "", [])])),
            ],
            id="directives",
        ),
        pytest.param(
            '"%{for k, v in a}%{endfor}"',
            [("%{for k, v in a}", ("Opaque", "", [("Traversal", "a")])), ("%{endfor}", ("Opaque", "", []))],
            id="loops",
        ),
        pytest.param("<<EOT\na\n  b\n\nEOT", ["a\n", "  b\n", "\n"], id="heredoc"),
        pytest.param("<<EOT\n  EOT", [], id="empty heredoc, its end indented"),
        pytest.param('<<E-1\nE\n"\\n"\nE-1 x\n E-1 ', ["E\n", '"\\n"\n', "E-1 x\n"], id="no escapes, no other ends"),
        pytest.param("<<E\na\r\nE\r", "a\r\n", id="CRLF in it"),
        pytest.param(
            "<<E\na ${b} c\n$${d}\nE",
            ["a ", ("${b}", ("Traversal", "b")), " c\n", "${", "d}\n"],
            id="interpolation in a heredoc",
        ),
        pytest.param("<<E\n${<<F\nx\nF\n}\nE", [("${<<F\nx\nF\n}", "x\n"), "\n"], id="a heredoc in a heredoc"),
        pytest.param("<<-E\n    a\n      b\n\n    c\n  E", ["a\n", "  b\n", "\n", "c\n"], id="indentation taken away"),
        pytest.param(
            "<<-E\n\ta\n  ${b}\n  E", ["a\n", " ", ("${b}", ("Traversal", "b")), "\n"], id="a tab is one blank"
        ),
        pytest.param(
            "<<-E\n    a\n${b}\n  E", ["    a\n", ("${b}", ("Traversal", "b")), "\n"], id="nothing to take away"
        ),
        pytest.param("f(<<E\na\nE\n)", ("Call", "f", ["a\n"]), id="heredoc in a call"),
    ],
)
def test_templates(text: str, expected: Any) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        pytest.param("a = ", 4, "the end of the file stands where a value is needed", id="no value"),
        pytest.param("a = \nb = 1", 4, "the end of the line stands where a value is needed", id="no value on the line"),
        pytest.param("a = 1 b = 2", 6, "'b' stands where the line has to end", id="two on a line"),
        pytest.param("= 1", 0, "'=' stands where a name is needed", id="no name"),
        pytest.param('"a" = 1', 0, "'\"' stands where a name is needed", id="quoted name"),
        pytest.param("a\n", 1, "the end of the line stands where '=' or a block is needed", id="name alone"),
        pytest.param("a {\n b = 1\n", 2, "the block is not closed", id="open block"),
        pytest.param("}", 0, "'}' stands where a name is needed", id="closed without a block"),
        pytest.param("a {\n} b = 1", 6, "'b' stands where the line has to end", id="after a block"),
        pytest.param('a "${b}" {}', 2, "a label holds no variables", id="label with a variable"),
        pytest.param('a = "b\n"', 4, "the quoted text is not closed", id="open quotes"),
        pytest.param('a = "b', 4, "the quoted text is not closed", id="open quotes at the end"),
        pytest.param('a = "\\x"', 5, "'\\\\x' is no escape", id="unknown escape"),
        pytest.param('a = "\\U00110000"', 5, "'\\\\U' is no escape", id="no code point"),
        pytest.param('a = "${b"', 8, "'\"' stands where '}' is needed", id="open interpolation"),
        pytest.param('a = "%{b}"', 8, "'b' is no directive", id="unknown directive"),
        pytest.param("a = <<E\nb\n", 4, "the text up to 'E' is not closed", id="open heredoc"),
        pytest.param("a = <<E b\nE\n", 4, "'<' stands where a value is needed", id="text after a marker"),
        pytest.param("a = 1\n/* b", 6, "the comment is not closed", id="open comment"),
        pytest.param("a = [1 2]", 7, "'2' stands where ']' is needed", id="no comma"),
        pytest.param("a = [1", 4, "the list is not closed", id="open list"),
        pytest.param("a = {b = 1", 4, "the object is not closed", id="open object"),
        pytest.param("a = {b 1}", 7, "'1' stands where '=' is needed", id="no value in an object"),
        pytest.param("a = f(1", 4, "the call is not closed", id="open call"),
        pytest.param("a = (1", 4, "the parenthesis is not closed", id="open bracket"),
        pytest.param("a = b ? c", 4, "the condition is not closed", id="half a condition"),
        pytest.param("a = b ? c ! d", 10, "'!' stands where ':' is needed", id="no second side"),
        pytest.param("a = b.", 6, "the end of the file stands where a name is needed", id="nothing looked up"),
        pytest.param("a = [for b of c : d]", 13, "'in' is missing in this 'for'", id="no in"),
        pytest.param(
            "a = 1\rb = 2", 5, "the end of the line stands where the line has to end", id="a lone carriage return"
        ),
        pytest.param("a = 1\nb {\na = 2\na = 3\n}", 16, "'a' stands twice in one block", id="twice"),
        pytest.param("a = 1;", 5, "';' stands where the line has to end", id="semicolon"),
        pytest.param("a = 'b'", 4, '"\'" stands where a value is needed', id="single quotes"),
        pytest.param("\ufeffa = 1", 0, "'\\ufeff' stands where a name is needed", id="a second byte order mark"),
    ],
)
def test_faults(text: str, offset: int, message: str) -> None:
    tree = shape(text)
    assert isinstance(tree, tuple)
    assert tree[1:] == (offset, message)


def test_what_stands_before_a_fault_is_kept() -> None:
    tree, offset, _ = shape('a "b" {\n  c = 1\n  d {\n    e = 2\n    f = [\n  }\n}\n')
    assert tree == [("a", "b", [("c", ("Number", "1")), ("d", [("e", ("Number", "2"))])])]
    assert offset == 44
