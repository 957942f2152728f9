"""What is wanted of a reference: the text that it shall be, and the digest that makes the difference. Pure."""

from dataclasses import dataclass

from imagegate.oci.digest import Digest
from imagegate.oci.reference import DEFAULT_TAG, Reference
from imagegate.source import Occurrence


@dataclass(frozen=True, slots=True)
class Goal:
    """An occurrence, and the digest that its tag stands for now; it may have another one."""

    occurrence: Occurrence
    reference: Reference
    digest: Digest

    @property
    def suffix(self) -> str:
        """What the reference lacks: a digest, and a tag where none is written."""
        tag = "" if self.reference.tag else f":{DEFAULT_TAG}"
        return f"{tag}@{self.digest}"

    @property
    def text(self) -> str:
        """The whole reference, as it shall be."""
        if self.reference.digest:
            return self.occurrence.text.replace(str(self.reference.digest), str(self.digest))
        return self.occurrence.text + self.suffix
