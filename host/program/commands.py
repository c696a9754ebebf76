"""apply, undo, images and prove: from a request to an exit code."""

import os

import request as requests
import signals
import transaction
from ledger import HOME
from problem import Interrupted, Problem, sentence
from redaction import Redaction
from speech import Speech
from system import System

DONE, FAILED, BAD_CALL, NOT_PUT_BACK = 0, 1, 2, 3


def apply(data):
    """Makes the document on stdin true."""
    speech = Speech("host", Redaction())
    try:
        document = requests.parse(data)
        requests.stack_name(document.get("stack"))
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(document["host"], Redaction(document.get("secrets", ())))
    return _transact(document, speech, undoing=False)


def undo(stack, program):
    """Puts back what the host had before the stack, and leaves nothing of the program."""
    host = os.uname().nodename
    speech = Speech(host, Redaction())
    try:
        requests.stack_name(stack)
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    code = _transact(transaction.empty_document(stack, host), speech, undoing=True)
    if code == DONE and _is_archive(program):
        os.unlink(program)
    return code


def observe(stack, data):
    """Says what of the host is no longer as the stack's last transaction left it."""
    import json

    import observation

    host = os.uname().nodename
    try:
        requests.stack_name(stack)
        secrets = json.loads(data.decode("utf-8")) if data.strip() else {}
    except (requests.BadRequest, ValueError):
        # The error of JSON would quote the request, which holds a secret.
        Speech(host, Redaction()).error("expected: observe STACK, with a JSON object or nothing on stdin")
        return BAD_CALL
    speech = Speech(host, Redaction(secrets.values()))
    signals.listen()
    try:
        drift = observation.run(stack, secrets, _system(), speech)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "observation"))
        return FAILED
    speech.result({"format": 1, "drift": drift})
    return DONE


def images(stack):
    """Refuses while the Image service has images, before anything of the stack is undone."""
    speech = Speech(os.uname().nodename, Redaction())
    try:
        requests.stack_name(stack)
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    signals.listen()
    try:
        from images import refuse_any

        system = _system()
        # A host that was undone already has no service of this stack to ask.
        if os.path.exists(system.path("%s/%s" % (HOME, stack))):
            refuse_any(system)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "images"))
        return FAILED
    return DONE


def prove(data):
    """Hands the request to the proof."""
    speech = Speech("proof", Redaction())
    try:
        request = requests.parse(data)
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(request["host"], Redaction(request.get("secrets", ())))
    signals.listen()
    try:
        import proof

        report = proof.run(request, speech.progress)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "proof"))
        return FAILED
    speech.result(report)
    return DONE


def _transact(document, speech, undoing):
    signals.listen()
    system = _system()
    try:
        seconds = float(os.environ.get("GLANCE_LOCK_SECONDS") or transaction.LOCK_SECONDS)
        report = transaction.run(document, system, speech, undoing, seconds)
    except transaction.Failed as failed:
        return _failed(failed, speech)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "start"))
        speech.error("nothing on this host was changed")
        return FAILED
    speech.result(report)
    return DONE


def _system():
    return System(os.environ.get("GLANCE_HOST_ROOT") or "/")


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


def _is_archive(program):
    """Whether this is the archive that Pulumi copied here, which nobody needs any more."""
    name = os.path.basename(program)
    return name.startswith(".pulumi-glance") and name.endswith(".pyz") and os.path.isfile(program)
