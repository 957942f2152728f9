"""What a line of plainly written YAML looks like. The patterns never go back over blanks: a line may be long."""

import re

UNUSUAL = re.compile("\r(?!\n)|[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
SKIPPED = re.compile(" *(?:#.*)?")
START = re.compile("---(?: +#.*| *)")
_QUOTED = r""""[^"\\]*"|'[^']*'"""
_PLAIN = r"""(?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|-(?=\S))(?:[^\s:#]|(?<=\S)\#|:(?=\S)|[ ]++(?=[^\s#]))*+"""
_ITEM = rf"""(?:{_QUOTED}|[A-Za-z0-9_./][A-Za-z0-9_./-]*)"""
ITEMS = re.compile(_ITEM)
LINE = re.compile(
    rf"""
    (?P<dashes>[ ]*+(?:-[ ]++)*+)
    (?:(?P<key>[A-Za-z0-9_][^\s:\#'"{{}}\[\],&*!|>%@`\\]{{0,200}}|"[^"\\]{{0,200}}"|'[^']{{0,200}}'):(?:[ ]++|$))?
    (?P<value>
        (?P<quoted>{_QUOTED})|(?P<literal>\|-?)|(?P<empty>\{{[ ]*\}}|\[[ ]*\])
        |(?P<list>\[[ ]*{_ITEM}(?:,[ ]+{_ITEM})*[ ]*\])|(?P<plain>{_PLAIN})
    )?
    [ ]*+(?:(?<=[ ])\#.*)?
    """,
    re.VERBOSE,
)
