"""Files that decide together what they mean: what is edited in one of them may change what another one names. Pure."""

from collections.abc import Collection, Mapping


def groups(dependencies: Mapping[str, Collection[str]], paths: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Give for each path the paths of its group, in order, itself among them; other files are not `paths`."""
    roots: dict[str, str] = {}

    def root(path: str) -> str:
        top = path
        while (above := roots.setdefault(top, top)) != top:
            top = above
        while roots[path] != top:  # so that long chains are walked once
            roots[path], path = top, roots[path]
        return top

    for path, others in dependencies.items():
        for other in others:
            roots[root(other)] = root(path)
    members: dict[str, list[str]] = {}
    for path in sorted(paths):
        members.setdefault(root(path), []).append(path)
    return {path: tuple(group) for group in members.values() for path in group}
