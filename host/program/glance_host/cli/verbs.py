"""From a request to an exit code: apply, undo, leave, images, observe, precheck, prove, publish, retire."""

import os
import sys

from glance_host import rooms
from glance_host.cli import errors
from glance_host.cli import least_privilege
from glance_host.cli import own_copies
from glance_host.cli import request as requests
from glance_host.cli.output import Output
from glance_host.cli.redaction import Redaction
from glance_host.cli.watchdog import Watchdog
from glance_host.problem import Interrupted
from glance_host.system.system import System
from glance_host.transaction import steps
from glance_host.transaction import signals
from glance_host.transaction import transaction
from glance_host.transaction.host_name import TakenOver
from glance_host.transaction.ledger import HOME

DONE, FAILED, BAD_CALL, NOT_PUT_BACK = 0, 1, 2, 3


def apply(call):
    """Makes the document on stdin true."""
    document, output = _request("host", _names_its_stack, _refuse)
    if document is None:
        return BAD_CALL
    return _transact(document, call, output, undoing=False)


def precheck(call):
    """Asks whether the document on stdin could be made true; changes nothing."""
    document, output = _request("host", _names_its_stack, _refuse)
    if document is None:
        return BAD_CALL

    def ask(system):
        from glance_host.transaction.precheck import answer

        return answer(document, system, output)

    return _report("checking the prerequisites", call, output, ask)


def undo(call):
    """Puts back what the host had before the stack. One that names no host is of a former version,
    which knew no `leave`: it takes the program along."""
    stack, name = (call.arguments + [None])[:2]
    return _undo(stack, name, call, leaving=name is None)


def leave(call):
    """Leaves nothing of the stack here, not even a program that was copied."""
    stack, name = call.arguments
    return _undo(stack, name, call, leaving=True)


def _undo(stack, name, call, leaving):
    output = Output(name or os.uname().nodename, Redaction())
    try:
        code = _transact(steps.empty_document(stack, name), call, output, undoing=True)
    except TakenOver as taken:
        output.notice("this machine is %s in the stack now: nothing on it is undone" % taken.now)
        return DONE
    if code == DONE and leaving:
        for place, error in own_copies.remove(stack, _root()):
            output.notice("%s stays on this host, for the program cannot remove it: %s" % (place, error.strerror))
    return code


def observe(call):
    """Says what of the host is no longer as the stack's last transaction left it."""
    import json

    [stack] = call.arguments
    host = os.uname().nodename
    data = sys.stdin.buffer.read()
    try:
        secrets = json.loads(data.decode("utf-8")) if data.strip() else {}
    except ValueError:
        # The error itself would quote the request, which holds a secret.
        Output(host, Redaction()).error("stdin must hold a JSON object or nothing")
        return BAD_CALL
    output = Output(host, Redaction(secrets.values()))

    def look(system):
        from glance_host.transaction import observation

        return {"format": 1, "drift": observation.run(stack, secrets, system, output)}

    return _report("observing the host", call, output, look)


def images(call):
    """Refuses while the Image service has images, before anything of the stack is undone."""
    [stack] = call.arguments

    def look(system):
        from glance_host.stores.images_guard import refuse_any

        # A host that was undone already has no service of this stack to ask.
        if os.path.exists(system.path("%s/%s" % (HOME, stack))):
            refuse_any(system)

    return _report("counting the images", call, Output(os.uname().nodename, Redaction()), look)


def prove(call):
    """Hands the request to the proof."""
    request, output = _request("proof")
    if request is None:
        return BAD_CALL

    def run(system):
        from glance_host.proof import proof

        return proof.run(request, output.progress, system)

    return _report("proving the service", call, output, run)


def retire(call):
    """Removes what the stack's former user was, now that all hosts log in as the new one."""
    return _at_keystone(call, "retire", "retiring the former user")


def publish(call):
    """Leads clients to the URLs of the request on stdin, now that all hosts serve them."""
    return _at_keystone(call, "publish", "leading clients to the endpoints")


def _at_keystone(call, verb, step):
    """Hands the request to the module of identity that is called as the verb is."""
    request, output = _request(verb, _names_its_stack)
    if request is None:
        return BAD_CALL

    def run(system):
        deed = rooms.module("identity." + verb)
        return deed.run(request, system, output, call.limits["--lock-limit"])

    return _report(step, call, output, run)


def _request(voice, *checks):
    """(the request on stdin, a voice for its host); (None, …) once it was said what is wrong with it."""
    output = Output(voice, Redaction())
    try:
        request = requests.parse(sys.stdin.buffer.read())
        for check in checks:
            check(request)
    except requests.BadRequest as error:
        output.error(str(error))
        return None, output
    return request, Output(request["host"], Redaction(request.get("secrets", ())))


def _names_its_stack(request):
    requests.stack_name(request.get("stack"))


def _report(step, call, output, action):
    """Runs action(system) within the call's limits, and prints what it returns, if anything; the exit
    code."""
    signals.listen()
    try:
        with _watchdog(call) as watchdog:
            report = action(_system(watchdog))
    except transaction.Failed as failed:
        return _failed(failed, output)
    except (Exception, Interrupted) as error:
        errors.tell(output, error, step)
        return FAILED
    if report is not None:
        output.result(report)
    return DONE


def _watchdog(call):
    return Watchdog(call.limits["--limit"], call.limits["--put-back-limit"])


def _refuse(document):
    """BadRequest where a user who may run this program only asks for more than it is for."""
    if least_privilege.is_restricted(sys.argv[0]):
        refused = list(least_privilege.refusals(document))
        if refused:
            what = "whoever may run this program only may not ask for: " + "; ".join(refused)
            raise requests.BadRequest(what + ". See docs/operate/hosts.md, least privilege")


def _transact(document, call, output, undoing):
    signals.listen()
    try:
        with _watchdog(call) as watchdog:
            system = _system(watchdog)
            seconds = call.limits["--lock-limit"]
            report = transaction.run(document, system, output, undoing, seconds)
    except transaction.Failed as failed:
        return _failed(failed, output)
    except TakenOver:
        raise  # an undo's own: nothing went wrong
    except (Exception, Interrupted) as error:
        errors.tell(output, error, "starting")
        output.error("nothing on this host was changed")
        return FAILED
    if output.result(report) and not undoing:
        transaction.heard(document["stack"], system)
    return DONE


def _system(watchdog):
    return System(_root(), watchdog)


def _root():
    return os.environ.get("GLANCE_HOST_ROOT") or "/"


def _failed(failed, output):
    errors.tell(output, failed.cause, failed.step)
    for text, error in failed.unrestored:
        errors.tell_unrestored(output, error, text)
    if failed.unrestored:
        output.error("not everything on this host could be put back: see above")
        return NOT_PUT_BACK
    output.error("everything on this host was put back: it is as it was before")
    return FAILED
