"""What the files of Terraform and OpenTofu are called."""

SUFFIXES = (".tf", ".tofu")
VALUES = ("terraform.tfvars", "terraform.tfvars.json")
AUTOMATIC = (".auto.tfvars", ".auto.tfvars.json")


def may_matter(changed: frozenset[str]) -> bool:
    """Tell whether one of the files that changed may say what others mean: modules may call each other.

    A resource may take its containers from any file of JSON.
    """
    return any(path.endswith((*SUFFIXES, *VALUES, *AUTOMATIC, ".json")) for path in changed)
