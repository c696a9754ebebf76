"""How an error is told to the operator, whoever raised it."""

from glance_host.problem import Interrupted, Problem, sentence


def tell(output, error, step):
    """Says why the step ended."""
    if isinstance(error, Problem):
        output.problem(error)
    else:
        output.error("transaction: %s: %s" % (step, _words(error)))


def tell_unrestored(output, error, text):
    """Says why something could not be put back."""
    before = "the program could not put back %s: " % text
    if isinstance(error, Problem):
        output.problem(error, before)
    else:
        output.error(before + str(error))


def _words(error):
    if isinstance(error, Interrupted):
        return "%s. Repeat when you like." % error
    if isinstance(error, OSError) and error.strerror:
        return "%s: %s" % (error.filename or "?", sentence(error.strerror))
    return "%s Report it with the lines above." % sentence(_fault(error))


def _fault(error):
    """That the program itself is wrong, and at which of its lines."""
    frame = error.__traceback__
    while frame and frame.tb_next:
        frame = frame.tb_next
    place = "/".join(frame.tb_frame.f_code.co_filename.rsplit("/", 2)[-2:]) if frame else "?"
    where = "%s at %s:%d" % (type(error).__name__, place, frame.tb_lineno if frame else 0)
    return "this program has a fault of its own (%s): %s" % (where, error)
