"""What a policy of one's own begins with: a policy that lints clean, and tests that hold."""

POLICY = """\
# What container images must satisfy here.
#
#   imagegate policy check      says what is wrong with this file
#   imagegate policy test       runs the tests beside it
#   imagegate check IMAGE       judges an image by it
imagegate: v1
name: our-images
description: What the images that we build and use must satisfy.

# Packs come with imagegate. `imagegate policy list` tells which there are, and what is in them.
extends: [pack:baseline-security]

settings:
  # The lowest severity that fails a run: error, warning or notice.
  failOn: error
  # The platforms that are judged. Left out, all that an image is built for.
  # platforms: [linux/amd64, linux/arm64]

# A rule of a pack can weigh more or less here, and take other parameters.
# override:
#   age-limit: { severity: error, with: { maxAge: 90d } }
#   no-onbuild: { severity: off, reason: we review the images that we build on }

rules:
  # `at` leads to a field of the image document, which `imagegate inspect IMAGE` prints.
  # `schema` is JSON Schema, and says what must stand there.
  - id: source-label
    severity: warning
    description: An image that we ship says where its source is.
    help: Set the label org.opencontainers.image.source when you build it.
    match: { usedAs: [named] } # images that are handed to imagegate by name
    at: /metadata/org.opencontainers.image.source
    schema: { type: string, format: url }
    message: "it does not say where its source is: {detail}"

  # - id: our-registries
  #   severity: error
  #   description: Images come from our registry or are official ones.
  #   help: Ask the platform team to mirror the image.
  #   at: /reference/name
  #   schema: { imageRef: ["registry.example.com/**", "docker.io/library/*"] }
  #   message: "{image} is not from an allowed registry"

# Findings that are accepted for some images until a day, with a reason and somebody who answers for it.
# waivers:
#   - id: W-1
#     rules: [user-non-root]
#     images: ["registry.example.com/legacy/**"]
#     reason: the old applications move to other users this quarter
#     owner: "@example/platform"
#     expires: 2027-03-31 # at most 180 days ahead
"""

TESTS = """\
# The tests of the policy beside this file. Each begins with a small image that complies with most policies, and says
# what is different about it.
tests:
  - name: an image with a label for its source complies
    config: { config: { Labels: { org.opencontainers.image.source: https://example.com/app } } }
    expect: { pass: [source-label, user-non-root] }
    exact: true

  - name: an image without one is warned of
    expect: { warn: [source-label] }

  - name: an image that starts as root fails
    config: { config: { User: root } }
    expect: { fail: [user-non-root] }

  - name: an image that we build on need not say where its source is
    usedAs: base
    expect: { notApplicable: [source-label] }
"""


def policy_text(schema: str = "") -> str:
    """Give the text of the policy; `schema` is the path of its JSON Schema from there, which editors look for."""
    return (f"# yaml-language-server: $schema={schema}\n" if schema else "") + POLICY
