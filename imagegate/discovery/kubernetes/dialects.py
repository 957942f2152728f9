"""Which resources are read in which way."""

import re

from imagegate.discovery.kubernetes.argo_cd import APPLICATIONS
from imagegate.discovery.kubernetes.argo_workflows import SENSORS, WORKFLOWS
from imagegate.discovery.kubernetes.dialect import Dialect
from imagegate.discovery.kubernetes.flux import KUSTOMIZATIONS, RELEASES
from imagegate.discovery.kubernetes.openshift import TEMPLATES
from imagegate.discovery.kubernetes.tekton import TEKTON, TRIGGERS
from imagegate.discovery.yaml.nodes import Mapping

_PLAIN = Dialect()
# What machines boot from; those of KubeVirt boot from container images.
_MACHINES = {
    "kops": re.compile("InstanceGroup"),
    "kops.k8s.io": re.compile("InstanceGroup"),
    "infrastructure.cluster.x-k8s.io": re.compile("(?!Kubevirt).*Machine(?:Pool)?(?:Template)?"),
}
_OF_GROUP = {
    "tekton.dev": TEKTON,
    "triggers.tekton.dev": TRIGGERS,
    "helm.toolkit.fluxcd.io": RELEASES,
    "kustomize.toolkit.fluxcd.io": KUSTOMIZATIONS,
    "template.openshift.io": TEMPLATES,
}
_OF_KIND = {
    "Workflow": WORKFLOWS,
    "WorkflowTemplate": WORKFLOWS,
    "ClusterWorkflowTemplate": WORKFLOWS,
    "CronWorkflow": WORKFLOWS,
    "Sensor": SENSORS,
    "Application": APPLICATIONS,
    "ApplicationSet": APPLICATIONS,
}


def dialect_of(resource: Mapping) -> Dialect | None:
    """Tell how to read a resource; None if `image` in it means something else: a schema, a repository, a disk."""
    group, kind = resource.text("apiVersion").partition("/")[0], resource.text("kind")
    if kind == "CustomResourceDefinition" or group in ("skaffold", "image.toolkit.fluxcd.io"):
        return None
    if group in _MACHINES and _MACHINES[group].fullmatch(kind):
        return None
    if group == "argoproj.io":
        return _OF_KIND.get(kind, _PLAIN)
    if (group, kind) == ("v1", "Template"):  # before it had a group
        return TEMPLATES
    return _OF_GROUP.get(group, _PLAIN)
