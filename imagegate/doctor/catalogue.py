"""All checks, in the order of the documentation."""

from imagegate.doctor.checks import filters, flow, inputs, owners, permissions, pins, runs, triggers, unreadable

CHECKS = (
    *triggers.CHECKS,
    *filters.CHECKS,
    *flow.CHECKS,
    *inputs.CHECKS,
    *runs.CHECKS,
    *pins.CHECKS,
    *permissions.CHECKS,
    *owners.CHECKS,
    *unreadable.CHECKS,
)
