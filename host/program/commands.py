"""apply, undo, prove and retire: from a request to an exit code."""

import os

import request as requests
import signals
import transaction
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


def retire(data):
    """Removes what the stack's former user was, now that all hosts log in as the new one."""
    speech = Speech("retire", Redaction())
    try:
        request = requests.parse(data)
        requests.stack_name(request.get("stack"))
    except requests.BadRequest as error:
        speech.error(str(error))
        return BAD_CALL
    speech = Speech(request["host"], Redaction())
    signals.listen()
    try:
        import identity_retire

        report = identity_retire.run(request, _system(), speech, _lock_seconds())
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "retire"))
        return FAILED
    speech.result(report)
    return DONE


def _system():
    return System(os.environ.get("GLANCE_HOST_ROOT") or "/")


def _lock_seconds():
    return float(os.environ.get("GLANCE_LOCK_SECONDS") or transaction.LOCK_SECONDS)


def _transact(document, speech, undoing):
    signals.listen()
    try:
        report = transaction.run(document, _system(), speech, undoing, _lock_seconds())
    except transaction.Failed as failed:
        return _failed(failed, speech)
    except (Exception, Interrupted) as error:
        speech.error(_words(error, "start"))
        speech.error("nothing on this host was changed")
        return FAILED
    speech.result(report)
    return DONE


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
