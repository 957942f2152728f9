"""Policies from texts, for the tests of everything that reads or applies one."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from imagegate.errors import UsageError
from imagegate.policy.load import load
from imagegate.policy.rule import Policy

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PATH = "policy.yaml"
NO_ROOT = """\
imagegate: v1
rules:
  - id: no-root
    severity: error
    description: Images do not start as root.
    help: Set USER.
    at: /user/root
    schema: { denyValues: [true] }
    message: it starts as root
"""
"""A policy of one rule, as a user has it in a file."""


def read(name: str, files: Mapping[str, str]) -> bytes:
    """Give a policy's text from a mapping."""
    if name not in files:
        message = f"{name} is not there"
        raise UsageError(message, hint="name one that is")
    return files[name].encode()


def policy(text: str, **packs: str) -> Policy:
    """Load a policy from its text; `pack_NAME` are packs that it may extend."""
    named = {name.replace("pack_", "pack:"): content for name, content in packs.items()}
    return load([PATH], partial(read, files={PATH: text, **named}))


def policy_at(now: datetime, text: str) -> Policy:
    """Load a policy from its text at a time."""
    return load([PATH], partial(read, files={PATH: text}), now=now)


def rules(*each: Mapping[str, Any], **top: Any) -> str:
    """Give the text of a policy with these rules, as JSON, which is YAML."""
    written = [{"id": f"rule-{position}", "severity": "error", **rule} for position, rule in enumerate(each)]
    return json.dumps({"imagegate": "v1", "rules": written, **top})
