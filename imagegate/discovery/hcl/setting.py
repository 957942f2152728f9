"""From the values of an HCL file to the references in it."""

from dataclasses import dataclass

from imagegate.discovery.hcl.evaluate import Evaluation
from imagegate.discovery.hcl.nodes import Expression, Template
from imagegate.discovery.hcl.values import Piece, Value
from imagegate.discovery.yaml.nodes import Scalar
from imagegate.discovery.yaml.source import TEXT_MAX, Role, Source
from imagegate.oci.reference import InvalidReferenceError, Reference
from imagegate.source import Location, Occurrence, Unresolved


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """A value in a file: what is written, and what it stands for."""

    source: Source
    expression: Expression
    value: Value
    evaluation: Evaluation

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The parts of the text; there is one part if the text comes from elsewhere."""
        if isinstance(self.expression, Template):
            return self.evaluation.pieces(self.expression)
        return (Piece(self.value, self.expression.start, self.expression.end),)

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.source.location(self.expression.start)

    @property
    def written(self) -> str:
        """What stands in the file."""
        return self.source.file.text[self.expression.start : self.expression.end]

    def reference(self, role: Role, scheme: str = "") -> Occurrence | Unresolved:
        """Say that the value is a reference, behind a scheme, or why it is none."""
        text = self.value.text
        if text is None:
            return self.unresolved(role, self.value.why_unknown or "it is no text")
        name = text.removeprefix(scheme)
        try:
            Reference.parse(name)
        except InvalidReferenceError as error:
            return self.unresolved(role, error.message)
        return self._occurrence(role, name, scheme)

    def unresolved(self, role: Role, reason: str) -> Unresolved:
        """Say that nobody can tell what the value stands for."""
        return Unresolved(self._occurrence(role, self.written[:TEXT_MAX].strip()), reason)

    def _occurrence(self, role: Role, text: str, scheme: str = "") -> Occurrence:
        start = self.expression.start
        if self.source.file.text.startswith(scheme, start):
            start += len(scheme)
        scalar = Scalar(text, start, self.expression.end, plain=False)
        return self.source.occurrence(scalar, role, text, self.value.places)
