"""Read a text with PyYAML's parser: its documents, or what stands before the place where it is no YAML."""

import yaml

from imagegate.discovery.yaml.builder import Builder
from imagegate.discovery.yaml.limits import Budget, RefusalError
from imagegate.discovery.yaml.nodes import Content, Fault, InvalidYamlError
from imagegate.discovery.yaml.scanner import BoundedParser
from imagegate.strict.yaml_hint import hint, problem


def build(text: str, start: int, budget: Budget) -> Content:
    """Read a text that stands at an offset of a file."""
    builder = Builder(text, start, budget)
    fault = _fault(text, start, builder)
    return Content(tuple(builder.roots()), fault, builder.holds_complex_keys)


def _fault(text: str, start: int, builder: Builder) -> Fault | None:
    """Take all events, up to the one that cannot be."""
    try:
        for event in yaml.parse(text, Loader=BoundedParser):  # type: ignore[arg-type]  # all that it asks of one
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = InvalidYamlError(problem(error), hint=hint(error, text))
        return Fault(start + min(mark.index if mark else 0, len(text.rstrip())), reason, is_of_syntax=True)
    except yaml.reader.ReaderError as error:
        message = f"not YAML: the character U+{ord(text[error.position]):04X} may not stand in it"
        return Fault(start + error.position, InvalidYamlError(message, hint="remove it, or write it as an escape"))
    except (ValueError, OverflowError):  # an escape beyond Unicode, or an endless version number
        return Fault(builder.offset, InvalidYamlError("not YAML: a number or an escape is out of range"))
    except RefusalError as error:
        return Fault(builder.offset, InvalidYamlError(f"cannot be read: {error}"))
    return None
