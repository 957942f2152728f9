"""Read the plain kind of YAML line by line: blocks of keys, lists and short texts.

PyYAML's parser takes a second for some hundred files, and most files need none of what it knows. This reader gives the
nodes that the parser would, or None as soon as anything is out of the ordinary: anchors, tags, flow mappings, texts over
several lines, escapes, odd characters, doubtful indentation.
"""

import re
from typing import NamedTuple

from imagegate.discovery.yaml.limits import DEPTH_MAX
from imagegate.discovery.yaml.nodes import Entry, Mapping, Node, Scalar, Sequence

_UNUSUAL = re.compile(
    "\r(?!\n)|[^\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_SKIPPED = re.compile(r" *(?:#.*)?|---(?: +#.*)?")
_QUOTED = r""""[^"\\]*"|'[^']*'"""
_PLAIN = r"""(?:[^\s\-?:,\[\]{}#&*!|>'"%@`]|-(?=[^\s]))(?:[^\s:#]|(?<=\S)#|:(?=\S)| +(?=[^\s#]))*"""
_ITEM = rf"""(?:{_QUOTED}|[A-Za-z0-9_./][A-Za-z0-9_./-]*)"""
_LINE = re.compile(
    rf"""
    (?P<dashes>[ ]*(?:-[ ]+)*)
    (?:(?P<key>[A-Za-z0-9_][^\s:#'"{{}}\[\],&*!|>%@`\\]{{0,200}}|"[^"\\]{{0,200}}"|'[^']{{0,200}}'):(?:[ ]+|$))?
    (?:(?P<quoted>{_QUOTED})|(?P<literal>\|[+-]?)|(?P<empty>\[[ ]*\])|(?P<list>\[{_ITEM}(?:,[ ]+{_ITEM})*\])|(?P<plain>{_PLAIN}))?
    (?:[ ]+\#.*)?[ ]*
    """,
    re.VERBOSE,
)
