"""The last step before the swap: what is staged is held against the parsers of who will read it.

A file that its service would refuse, ignore in part or read otherwise than it was meant never gets
in place. Only what this transaction changes is looked at, so that a run without changes costs
nothing. An undo validates nothing: what a host had before is what was asked for.
"""

import json
import os
import sys

from glance_host.files.staged_copies import Copies
from glance_host.firewall import files as firewall_files
from glance_host.problem import Problem, raise_all, shell
from glance_host.release import interpreter

# The libraries of Glance take some seconds to load on a slow host; nothing here waits for others.
BOUND_SECONDS = 120
# Without the folder that this was called in, where anybody's modules may lie. The program's own come
# last: some of them are called as Python 2.7's.
HOME = os.path.abspath(__file__).rsplit("/", 3)[0]
CHILD = (
    "import sys; sys.path = [each for each in sys.path if each] + [sys.argv[1]]; "
    "from glance_host.validation import glance_parsers; glance_parsers.main()"
)


def run(context):
    """Raises a Problem that names all that is wrong; the host is untouched until then."""
    staged = context.stage.staged()
    with Copies(context) as copies:
        problems = []
        asked = []
        for validation in context.document["validations"]:
            kind = validation["kind"]
            if kind == "haproxy":
                problems.extend(_haproxy(context, copies, validation))
            elif kind == "firewall":
                problems.extend(_firewall(context, copies, validation))
            elif staged.get(validation["path"]) is not None:
                asked.append(validation)
        if asked:
            problems.extend(_glance(context, copies, asked))
    raise_all("validation", "things that services would not take", problems)


def _haproxy(context, copies, validation):
    """`haproxy -c` on a copy of the configuration that names copies of the files staged with it."""
    path = validation["path"]
    configuration = context.stage.get(path)
    text = configuration["content"] if configuration else ""
    staged = [each for each, wanted in context.stage.staged().items() if wanted is not None]
    named = sorted((each for each in staged if each in text), key=len, reverse=True)
    if not text or (path not in staged and not named):
        return
    for each in named:
        text = text.replace(each, copies.place(each))
    done = context.system.run(["haproxy", "-c", "-q", "-f", copies.place(path, text)])
    if not done.ok:
        what = "haproxy refuses it: " + copies.real(done.said)
        hint = "See that certificate, key and client CA are sound and belong together"
        yield Problem(validation["component"], path, what, hint)


def _firewall(context, copies, validation):
    """The rules that the host is to load at its next boot, read by what will load them."""
    for path, argv, content in firewall_files.readers(context, copies):
        done = context.system.run(argv, input=content)
        if not done.ok:
            what = "%s refuses it: %s" % (argv[0], copies.real(done.said))
            hint = "Correct the file: at its next boot the host would load none of its rules"
            yield Problem(validation["component"], path, what, hint)


def _glance(context, copies, validations):
    """What Glance's own parsers say, asked in a process of their own."""
    files = {file["path"]: file for file in context.document["settings"]}
    request = [_request(each, context, copies, files.get(each["path"])) for each in validations]
    context.progress("reading the staged files with the service's own parser")
    python = interpreter.of_glance()
    if python is None:
        python = sys.executable
        text = "no program of Glance's on PATH names its Python; this program asks %s instead"
        context.progress(text % python)
    done = context.system.run(
        [python, "-B", "-c", CHILD, HOME],
        # On stdin, for it holds secrets.
        input=json.dumps(request),
        timeout=BOUND_SECONDS,
        # stevedore would leave a cache in root's home.
        environment={"XDG_CACHE_HOME": os.devnull},
    )
    if not done.ok:
        where = ", ".join(each["path"] for each in validations)
        hint = "See that Glance on this host is whole"
        yield Problem(
            validations[0]["component"],
            where,
            "Glance's own parser does not start: %s" % done.said,
            hint,
            shell(python, "-c", "import glance.opts"),
        )
        return
    answer = json.loads(done.out)
    for one in answer["notAsked"]:
        context.progress("Glance's parser does not check %s: %s" % (one["path"], one["why"]))
    for finding in answer["findings"]:
        yield _problem(finding, validations, files, copies)


def _request(validation, context, copies, file):
    """A validation as glance_parsers takes it, with the values that the file must give back."""
    path = validation["path"]
    keys = [
        (section, key, value["value"])
        for section, values in sorted((file or {}).get("set", {}).items())
        for key, value in sorted(values.items())
    ]
    return {
        "kind": validation["kind"],
        "path": path,
        "place": copies.place(path),
        "folder": os.path.dirname(context.system.path(path)),
        "keys": keys,
    }


def _problem(finding, validations, files, copies):
    path, section, key = finding["path"], finding["section"], finding["key"]
    component = next(each["component"] for each in validations if each["path"] == path)
    where, what = path, copies.real(finding["what"])
    if key is not None:
        setting = files[path]["set"][section][key]
        component = setting["component"]
        where = "%s [%s] %s" % (path, section, key)
        if setting.get("secret"):
            # A reason quotes the value, and may do so in part: masking would miss that.
            what = what.split(": ")[0]
    return Problem(component, where, what, finding["hint"])
