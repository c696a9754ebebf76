"""apply, undo, images, observe, precheck, prove, publish and retire: from a request to an exit code."""

import os
import sys

import copied_programs
import permitted
import request as requests
import signals
import transaction
from host_name import TakenOver
from ledger import HOME
from problem import Interrupted, Problem, sentence
from redaction import Redaction
from speech import Speech
from system import System
from watchdog import Watchdog

DONE, FAILED, BAD_CALL, NOT_PUT_BACK = 0, 1, 2, 3


def apply(call):
    """Makes the document on stdin true."""
    speech = Speech("host", Redaction())
    try:
        document = requests.parse(sys.stdin.buffer.read())
        requests.stack_name(document.get("stack"))
        _refuse(document)
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(document["host"], Redaction(document.get("secrets", ())))
    return _transact(document, call, speech, undoing=False)


def precheck(call):
    """Asks whether the document on stdin could be made true; changes nothing."""
    speech = Speech("host", Redaction())
    try:
        document = requests.parse(sys.stdin.buffer.read())
        requests.stack_name(document.get("stack"))
        _refuse(document)
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(document["host"], Redaction(document.get("secrets", ())))
    signals.listen()
    try:
        import precheck as questions

        with _watchdog(call) as watchdog:
            speech.result(questions.answer(document, _system(watchdog), speech))
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "precheck"))
        return FAILED
    return DONE


def undo(call):
    """Puts back what the host had before the stack, and leaves nothing of a program copied here."""
    stack, name = (call.arguments + [None])[:2]
    speech = Speech(name or os.uname().nodename, Redaction())
    try:
        code = _transact(transaction.empty_document(stack, name), call, speech, undoing=True)
    except TakenOver as taken:
        speech.notice("this machine is %s in the stack now: nothing on it is undone" % taken.now)
        return DONE
    if code == DONE:
        for place, error in copied_programs.remove(stack, _root()):
            speech.notice("%s is left: %s" % (place, error.strerror))
    return code


def observe(call):
    """Says what of the host is no longer as the stack's last transaction left it."""
    import json

    import observation

    [stack] = call.arguments
    host = os.uname().nodename
    data = sys.stdin.buffer.read()
    try:
        secrets = json.loads(data.decode("utf-8")) if data.strip() else {}
    except ValueError:
        # The error itself would quote the request, which holds a secret.
        Speech(host, Redaction()).error("expected: a JSON object or nothing on stdin")
        return BAD_CALL
    speech = Speech(host, Redaction(secrets.values()))
    signals.listen()
    try:
        with _watchdog(call) as watchdog:
            drift = observation.run(stack, secrets, _system(watchdog), speech)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "observation"))
        return FAILED
    speech.result({"format": 1, "drift": drift})
    return DONE


def images(call):
    """Refuses while the Image service has images, before anything of the stack is undone."""
    [stack] = call.arguments
    speech = Speech(os.uname().nodename, Redaction())
    signals.listen()
    try:
        from images import refuse_any

        with _watchdog(call) as watchdog:
            system = _system(watchdog)
            # A host that was undone already has no service of this stack to ask.
            if os.path.exists(system.path("%s/%s" % (HOME, stack))):
                refuse_any(system)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "images"))
        return FAILED
    return DONE


def prove(call):
    """Hands the request to the proof."""
    speech = Speech("proof", Redaction())
    try:
        request = requests.parse(sys.stdin.buffer.read())
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(request["host"], Redaction(request.get("secrets", ())))
    signals.listen()
    try:
        import proof

        with _watchdog(call) as watchdog:
            report = proof.run(request, speech.progress, _system(watchdog))
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "proof"))
        return FAILED
    speech.result(report)
    return DONE


def retire(call):
    """Removes what the stack's former user was, now that all hosts log in as the new one."""
    speech = Speech("retire", Redaction())
    try:
        request = requests.parse(sys.stdin.buffer.read())
        requests.stack_name(request.get("stack"))
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(request["host"], Redaction())
    signals.listen()
    try:
        import identity_retire

        with _watchdog(call) as watchdog:
            seconds = call.limits["--lock-limit"]
            report = identity_retire.run(request, _system(watchdog), speech, seconds)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "retire"))
        return FAILED
    speech.result(report)
    return DONE


def publish(call):
    """Leads clients to the URLs of the request on stdin, now that all hosts serve them."""
    speech = Speech("publish", Redaction())
    try:
        request = requests.parse(sys.stdin.buffer.read())
        requests.stack_name(request.get("stack"))
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(request["host"], Redaction())
    signals.listen()
    try:
        import identity_publish

        with _watchdog(call) as watchdog:
            seconds = call.limits["--lock-limit"]
            report = identity_publish.run(request, _system(watchdog), speech, seconds)
    except transaction.Failed as failed:
        return _failed(failed, speech)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "publish"))
        return FAILED
    speech.result(report)
    return DONE


def _watchdog(call):
    return Watchdog(call.limits["--limit"], call.limits["--put-back-limit"])


def _refuse(document):
    """BadRequest where a user who may run this program only asks for more than it is for."""
    if permitted.is_restricted(sys.argv[0]):
        refused = list(permitted.refusals(document))
        if refused:
            what = "a user who may run this program only may not ask for: " + "; ".join(refused)
            raise requests.BadRequest(what + ". See docs/hosts.md, least privilege")


def _transact(document, call, speech, undoing):
    signals.listen()
    try:
        with _watchdog(call) as watchdog:
            system = _system(watchdog)
            seconds = call.limits["--lock-limit"]
            report = transaction.run(document, system, speech, undoing, seconds)
    except transaction.Failed as failed:
        return _failed(failed, speech)
    except TakenOver:
        raise
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "start"))
        speech.error("nothing on this host was changed")
        return FAILED
    speech.result(report)
    return DONE


def _system(watchdog):
    return System(_root(), watchdog)


def _root():
    return os.environ.get("GLANCE_HOST_ROOT") or "/"


def _failed(failed, speech):
    speech.error(_words(failed.cause, failed.step))
    for text, error in failed.unrestored:
        speech.error("could not put back %s: %s" % (text, error))
    if failed.unrestored:
        speech.error("not everything on this host could be put back: see above")
        return NOT_PUT_BACK
    speech.error("everything on this host was put back: it is as it was before")
    return FAILED


def _words(error, step):
    """What to tell of an error, whoever raised it."""
    if isinstance(error, Problem):
        return str(error)
    if isinstance(error, Interrupted):
        return "transaction: %s: %s. Repeat when you like." % (step, error)
    if isinstance(error, OSError) and error.strerror:
        return "transaction: %s: %s: %s" % (step, error.filename or "?", sentence(error.strerror))
    # A fault of the program itself: say where, so that it can be reported.
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    where = "%s:%d" % (os.path.basename(frame.tb_frame.f_code.co_filename), frame.tb_lineno)
    return "transaction: %s: %s: %s (%s)." % (step, type(error).__name__, error, where)
