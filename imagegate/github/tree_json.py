"""What GitHub's REST API says of commits and folders, as git's objects. Pure.

Nothing in an answer is taken for granted: one that does not have the documented form is a `RepositoryError`.
"""

from collections.abc import Mapping

from imagegate.strict.json import Json, JsonObject, MalformedJsonError, load_object
from imagegate.tree import Commit, Entry, Folder, RepositoryError, commit_id, folder

_FOLDER_TYPE = "tree"
_MODE_DIGITS_MAX = 7
_AGAIN = "run it again; if that does not help, report it"


class OddAnswerError(RepositoryError):
    """An answer that does not have the form that GitHub documents."""

    code = "protocol"

    def __init__(self, what: str) -> None:
        """Say what was expected."""
        super().__init__(f"GitHub's answer does not have the form of a {what}", hint=_AGAIN)


def parse_commit(body: bytes) -> Commit:
    """Read an answer of `git/commits/{id}`. Times are left out: only whoever has the whole history needs them."""
    match _object(body):
        case {"tree": {"sha": str(tree)}, "parents": list(parents)}:
            return Commit(_oid(tree), tuple(_parent(parent) for parent in parents))
        case _:
            raise OddAnswerError("commit")


def parse_merge_base(body: bytes) -> tuple[str, Commit]:
    """Read the merge base from an answer of `compare/{base}...{head}`: its id, and what it is."""
    match _object(body):
        case {"merge_base_commit": {"sha": str(oid), "commit": {"tree": {"sha": str(tree)}}, "parents": list(parents)}}:
            return _oid(oid), Commit(_oid(tree), tuple(_parent(parent) for parent in parents))
        case _:
            raise OddAnswerError("comparison")


def parse_tree(oid: str, body: bytes) -> Mapping[str, Folder] | None:
    """Read an answer of `git/trees/{id}`: the folder of that id, and those below it that the answer holds.

    None if the answer is truncated.
    """
    match _object(body):
        case {"tree": list(entries), "truncated": False}:
            return _folders(oid, [_entry(entry) for entry in entries])
        case {"tree": list(), "truncated": True}:
            return None
        case _:
            raise OddAnswerError("folder")


def _folders(oid: str, entries: list[tuple[str, Entry]]) -> Mapping[str, Folder]:
    children: dict[str, list[tuple[str, Entry]]] = {"": []}
    for path, entry in entries:
        parent, slash, name = path.rpartition("/")
        if slash and not parent:
            raise OddAnswerError("folder")
        children.setdefault(parent, []).append((name, entry))
    # A deep answer lists what its folders hold, a shallow one does not.
    listed = {path: entry.oid for path, entry in entries if entry.is_folder and path in children} | {"": oid}
    if listed.keys() != children.keys():
        raise OddAnswerError("folder")
    return {listed[path]: folder(below) for path, below in children.items()}


def _entry(value: Json) -> tuple[str, Entry]:
    match value:
        case {"path": str(path), "mode": str(mode), "sha": str(oid), "type": str(kind)} if _is_octal(mode):
            entry = Entry(int(mode, 8), _oid(oid))
        case _:
            raise OddAnswerError("folder")
    if entry.is_folder != (kind == _FOLDER_TYPE):
        raise OddAnswerError("folder")
    return path, entry


def _is_octal(text: str) -> bool:
    return 0 < len(text) <= _MODE_DIGITS_MAX and not text.strip("01234567")


def _parent(value: Json) -> str:
    match value:
        case {"sha": str(oid)}:
            return _oid(oid)
        case _:
            raise OddAnswerError("commit")


def _oid(text: str) -> str:
    oid = commit_id(text)
    if oid is None:
        raise OddAnswerError("id")
    return oid


def _object(body: bytes) -> JsonObject:
    try:
        return load_object(body)
    except MalformedJsonError as error:
        message = f"GitHub's answer cannot be read: {error.message}"
        raise RepositoryError(message, hint=_AGAIN, code="protocol") from None
