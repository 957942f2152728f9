"""`imagegate policy list`: which packs there are, and what is in them."""

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from imagegate import policy_file
from imagegate.cli.policy.files import Files
from imagegate.cli.policy.output import as_json, failed, lines, location_json, shown, written
from imagegate.cli.policy.parser import Commands, add_format, command
from imagegate.errors import UsageError
from imagegate.report.report import ExitCode
from imagegate.report.wording import many
from imagegate.strict.json import JsonObject

if TYPE_CHECKING:
    from imagegate.policy.catalogue import Catalogue, ListedRule
    from imagegate.policy.parameters import Parameter

_DESCRIPTION = """\
List the packs that ship with imagegate. Each rule is shown with its severity, the
parameters that it takes, and its name in other catalogues.
"""
_EXAMPLES = """\
  imagegate policy list
  imagegate policy list pack:baseline-security
  imagegate policy list --format json .github/imagegate.yaml
"""


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(commands, "list", run, description=_DESCRIPTION, examples=_EXAMPLES)
    parser.add_argument(
        "policies",
        metavar="POLICY",
        nargs="*",
        help="pack:NAME, or a file with all that it extends (default: all packs)",
    )
    add_format(parser, "text", "json")


def run(arguments: argparse.Namespace, _: Mapping[str, str]) -> int:
    """List, and give the exit code."""
    from imagegate.policy.catalogue import catalogue

    named = arguments.policies or [f"{policy_file.PACK}{name}" for name in policy_file.packs()]
    try:
        files = Files.named(named)
        found = [catalogue(name, files.read) for name in files.names]
    except UsageError as error:
        return failed(error, ExitCode.USAGE)
    text = _json(found) if arguments.format == "json" else _text(found)
    return written(text, ExitCode.COMPLIANT)


def _text(found: Sequence["Catalogue"]) -> str:
    return "\n".join(lines(_policy(one)) for one in found)


def _policy(one: "Catalogue") -> Iterator[str]:
    yield shown(f"{one.source} ({many(len(one.rules), 'rule')})")
    if one.description:
        yield f"  {shown(one.description)}"
    for listed in one.rules:
        rule = listed.rule
        yield ""
        yield f"  {rule.severity:<9}{shown(rule.id)}"
        if rule.description:
            yield f"           {shown(rule.description)}"
        for parameter in listed.parameters:
            yield f"           {shown(_parameter(listed, parameter))}"
        if rule.maps:
            mapped = ", ".join(f"{name} {there}" for name, there in rule.maps.items())
            yield f"           maps to {shown(mapped)}"


def _parameter(listed: "ListedRule", parameter: "Parameter") -> str:
    value = json.dumps(listed.rule.parameters.get(parameter.name), ensure_ascii=False)
    about = f": {parameter.description}" if parameter.description else ""
    return f"{parameter.name} = {value} ({parameter.type}){about}"


def _json(found: Sequence["Catalogue"]) -> str:
    return as_json("policy-list/v1", {"policies": [_policy_json(one) for one in found]})


def _policy_json(one: "Catalogue") -> JsonObject:
    return {
        "source": one.source,
        "description": one.description,
        "rules": [_rule_json(listed) for listed in one.rules],
    }


def _rule_json(listed: "ListedRule") -> JsonObject:
    rule = listed.rule
    return {
        "id": rule.id,
        "severity": rule.severity.value,
        "description": rule.description,
        "help": rule.help,
        "url": rule.url or None,
        "at": rule.at,
        "usedAs": [use.value for use in rule.match.used_as],
        "maps": {**rule.maps},
        "parameters": [
            {
                "name": each.name,
                "type": each.type,
                "description": each.description,
                "default": each.default,
                "value": rule.parameters.get(each.name),
            }
            for each in listed.parameters
        ],
        **location_json(rule.location),
    }
