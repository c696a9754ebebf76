"""Units that do not run, or would not after a reboot, or do not answer."""

from glance_host.system import systemd
from glance_host.units import health

# A busy service is not a changed one: asked three times, ten seconds each.
TRIES = 3
SECONDS = 10


def look(context, _part):
    names = sorted(unit["name"] for unit in context.document["units"])
    states = systemd.states(context, names)
    for name in names:
        what = _difference(states[name])
        if what:
            context.differs("unit " + name, what)
    for probe in context.document["health"]:
        # A unit that is known to be down need not be asked.
        if states.get(probe["unit"]) is None or states[probe["unit"]].active:
            _answers(context, probe)


def _difference(state):
    if not state.exists:
        return "the host has no such unit"
    if state.masked:
        return "masked"
    if not state.active:
        return "starting again and again" if state.starting else "not running"
    if not state.enabled and state.enablable:
        return "not enabled: not started at boot"
    return None


def _answers(context, probe):
    for _ in range(TRIES):
        what = health.ask(probe, SECONDS)
        if what is None:
            return
    context.differs("%s at %s" % (probe["unit"], health.place(probe)), "does not answer: " + what)
