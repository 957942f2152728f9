"""Words with variables and quotes, as BuildKit's shell lexer reads them."""

import pytest

from imagegate.discovery.dockerfile.expansion import Expansion, expand, words
from imagegate.errors import ImagegateError

ENVIRONMENT = {"V": "3.20.1", "EMPTY": "", "P": "a/b/c", "S": "aXbXc", "STAR": "a*c"}


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("", ""),
        ("alpine", "alpine"),
        ("$V-slim", "3.20.1-slim"),
        ("$V_slim", ""),
        ("${V}_slim", "3.20.1_slim"),
        ("$1V", "V"),
        ("$", "$"),
        ("a$.b", "a$.b"),
        ("$$V", "V"),
        (r"\$V", "$V"),
        (r"\a\\b", r"a\b"),
        ("a\\", "a"),
        ("'$V'", "$V"),
        (r"'a\b'", r"a\b"),
        ('"$V"', "3.20.1"),
        (r'"\$V \" \\ \a"', r'$V " \ \a'),
        ("a'b'\"c\"d", "abcd"),
        ("${U:-d}", "d"),
        ("${U-d}", "d"),
        ("${EMPTY:-d}", "d"),
        ("${EMPTY-d}", ""),
        ("${V:-d}", "3.20.1"),
        ("${U:-${V:+$P}}", "a/b/c"),
        ("${U:-'}'}", "}"),
        (r"${U:-\}}", "}"),
        ("${V:+r}", "r"),
        ("${U+r}", ""),
        ("${EMPTY+r}", "r"),
        ("${EMPTY:+r}", ""),
        ("${V:?e}", "3.20.1"),
        ("${EMPTY?e}", ""),
        ("${V%.*}", "3.20"),
        ("${V%%.*}", "3"),
        ("${V#*.}", "20.1"),
        ("${V##*.}", "1"),
        ("${V#3}", ".20.1"),
        ("${V#x}", "3.20.1"),
        ("${V%x}", "3.20.1"),
        ("${V#}", "3.20.1"),
        ("${V#*}", "3.20.1"),
        ("${V##*}", ""),
        ("${V%?}", "3.20."),
        ("${S#a*X}", "bXc"),
        ("${S##a*X}", "c"),
        ("${S%X*c}", "aXb"),
        ("${S%%X*c}", "a"),
        (r"${STAR#a\*}", "c"),
        (r"${STAR/\*/-}", "a-c"),
        ("${U#x}", ""),
        ("${P/b/x}", "a/x/c"),
        (r"${P/\//-}", "a-b/c"),
        (r"${P//\//-}", "a-b-c"),
        ("${S/X/}", "abXc"),
        ("${S//X/_}", "a_b_c"),
        ("${S/X*/y}", "ay"),
        ("${S//?X/y}", "yyc"),
        ("${S/z/y}", "aXbXc"),
        ("${V:#3}", ".20.1"),
        ("${V//*/x}", "x"),
        ("${S#a*X*c}", ""),
        ("${S#a*Z*c}", "aXbXc"),
        ("${U:-a}" * 70, "a" * 70),
    ],
)
def test_expand(word: str, text: str) -> None:
    assert expand(word, ENVIRONMENT, "\\").text == text


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        pytest.param("$V$U", Expansion("3.20.1", ("V",), ("U",)), id="one of each"),
        pytest.param("${V:-$U}", Expansion("3.20.1", ("V",), ()), id="a word that is not taken"),
        pytest.param("${U:-$V}", Expansion("3.20.1", ("V",), ("U",)), id="a word that is taken"),
        pytest.param("${V:+$P}", Expansion("a/b/c", ("V", "P"), ()), id="an alternative"),
        pytest.param("${U:+$P}", Expansion("", (), ("U",)), id="an alternative that is not taken"),
    ],
)
def test_what_an_expansion_depends_on(word: str, expected: Expansion) -> None:
    assert expand(word, ENVIRONMENT, "\\") == expected


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("${V", "'}' is missing"),
        ("${V:-", "'}' is missing"),
        ("${", "'${' is followed by no variable's name"),
        ("${}", "'${' is followed by no variable's name"),
        ("${:-a}", "'${' is followed by no variable's name"),
        ("${{V}}", "'${' is followed by no variable's name"),
        ("${V^^}", "'^' is not known after a variable's name"),
        ("${V=a}", "'=' is not known after a variable's name"),
        ("${V:=a}", "':=' is not known after a variable's name"),
        ("${V:0:3}", "':0' is not known after a variable's name"),
        ("${#V}", "'V' is not known after a variable's name"),
        ("${U:?no value}", "U: no value"),
        ("${U?}", "U: it must be set"),
        ("${EMPTY:?}", "EMPTY: it must be set"),
        ("'a", "a quote is not closed"),
        ('"a', "a quote is not closed"),
        ('"a\\', "a quote is not closed"),
        (r"${V#\3}", "a backslash stands before '3' in the pattern"),
        ("${V/a", "'/' is missing"),
        ("${V//x}", "'/' is missing"),
        ("${V/a/b", "'}' is missing"),
        ("${V///}", "the pattern is empty"),
        (r"${V//a/\$b}", "a replacement holds '$'"),
        ("${a:-" * 70, "variables are nested more than 64 deep"),
        ("é$V" * 1000, "the text has more than 4096 characters"),
    ],
)
def test_refused(word: str, message: str) -> None:
    with pytest.raises(ImagegateError) as caught:
        expand(word, ENVIRONMENT, "\\")
    assert caught.value.message == message


def test_the_escape_character_is_the_files_own() -> None:
    assert expand("`$V\\", ENVIRONMENT, "`").text == "$V\\"


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("RUN cat <<EOF > x", ["RUN", "cat", "<<EOF", ">", "x"]),
        ('RUN "<<A B" c', ["RUN", '"<<A B"', "c"]),
        ("<<'A B'", ["<<'A B'"]),
        ("a\\ b", ["a\\ b"]),
        ("$((1<<2))", ["$((1<<2))"]),
        ("${X:-<<EOF} $Y", ["${X:-<<EOF}", "$Y"]),
        (r"${X#\x} a", [r"${X#\x}", "a"]),
        ("${X/a/b} ${X:?}", ["${X/a/b}", "${X:?}"]),
        ('"\\a\\""', ['"\\\\a\\""']),
        ("  ", []),
    ],
)
def test_words_keep_what_is_written(line: str, expected: list[str]) -> None:
    assert words(line, raw=True) == expected
