"""The policy of a run: the one that a user names or keeps, with what the run's own settings say instead of its own."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from imagegate import policy_file
from imagegate.oci.platform import Platform
from imagegate.policy.rule import Policy
from imagegate.settings import EventSettings, Settings


def read_policy(settings: Settings, now: datetime) -> Policy:
    """Read the policy as it stands on disk."""
    from imagegate.policy.load import load

    names = settings.policies or (policy_file.find(settings.root),)
    return load(names, partial(policy_file.read, root=settings.root), now=now)


def tuned(policy: Policy, settings: Settings) -> Policy:
    """Give a policy with the platforms and the severity to fail on that the user asks for.

    What a workflow calls the repository is known where an event tells.
    """
    own = policy.settings
    platforms = tuple(Platform.parse(text) for text in settings.platforms)
    discovery = replace(own.discovery, variables={**_of_repository(settings), **own.discovery.variables})
    given = replace(own, fail_on=settings.fail_on or own.fail_on, platforms=platforms or own.platforms)
    return replace(policy, settings=replace(given, discovery=discovery))


def _of_repository(settings: Settings) -> dict[str, str]:
    name = settings.search.repository if isinstance(settings.search, EventSettings) else ""
    return {"github.repository": name, "github.repository_owner": name.partition("/")[0]} if name else {}
