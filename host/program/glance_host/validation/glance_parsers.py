"""What Glance's own parsers make of staged files. Runs in a process of its own (see step).

On stdin a list of {kind, path, place, folder, keys}: where the file will be, where its copy is, the
folder that it will be in, and [section, key, value] of ours; on stdout {findings, notAsked}. Both
are JSON. Of values only what a parser says is told, and whoever tells it to people masks secrets.

Python 2.7 and 3, and the libraries of Pike and later: this runs in Glance's own interpreter.
"""

import json
import logging
import sys

from glance_host.validation.parser_finding import NotAsked, finding


def main():
    """Reads the request, prints what is wrong and what could not be looked at."""
    # What libraries log may quote a file.
    logging.disable(logging.CRITICAL)
    findings, not_asked = [], []
    for request in _native(json.load(sys.stdin)):
        try:
            findings.extend(PARSERS[request["kind"]](request))
        except NotAsked as error:
            not_asked.append({"path": request["path"], "why": str(error)})
    json.dump({"findings": findings, "notAsked": not_asked}, sys.stdout)


def _native(value):
    """The texts of a request as this Python's own: the parsers of 2.7 give bytes."""
    if isinstance(value, list):
        return [_native(each) for each in value]
    if isinstance(value, dict):
        return dict((_native(key), _native(each)) for key, each in value.items())
    if str is bytes and not isinstance(value, (int, float, bool, type(None))):
        return value.encode("utf-8")
    return value


def _oslo(request):
    from glance_host.validation import oslo_reader

    return oslo_reader.findings(request)


def _swift_references(request):
    """Users and keys of Swift accounts, as glance_store's Swift driver takes them (5.5)."""
    try:
        from glance_store._drivers.swift import utils
    except ImportError as error:
        raise NotAsked("glance_store's Swift driver is not there: %s" % error)
    from oslo_config import cfg

    # Before Rocky there was one store of a kind, whose options stand in one section.
    group = "reference" if _takes(utils.SwiftParams.__init__, "backend") else "glance_store"
    conf = cfg.ConfigOpts()
    options = [
        cfg.StrOpt("swift_store_config_file", default=request["place"]),
        cfg.StrOpt("swift_store_auth_version"),
    ]
    conf.register_opts(options, group=group)
    conf([], default_config_files=[])
    backend = {"backend": group} if group == "reference" else {}
    try:
        accounts = utils.SwiftParams(conf, **backend).params
    except Exception as error:  # ConfigParser's words quote the value
        what = "glance_store cannot read it: %s" % type(error).__name__
        yield finding(request, what, "See that each line is a section or key = value")
        return
    for section, key, value in request["keys"]:
        account = accounts.get(section)
        if account is None:
            what = "glance_store does not take the account: user, key or auth_address is missing"
        elif key not in account:
            what = "glance_store does not know this key and would ignore it"
        elif account[key] != _referred(value):
            what = "glance_store reads another value than the stack has"
        else:
            continue
        yield finding(request, what, "See what else the file holds", section, key)


def _takes(function, name):
    """Whether a function has an argument of that name."""
    code = getattr(function, "__func__", function).__code__
    return name in code.co_varnames[: code.co_argcount]


def _referred(value):
    """The value that a reference file's form stands for (releases/forms.ts, referenceValue)."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return value.replace("%%", "%")


def _filesystem_metadata(request):
    """The document of procedure 5.11, as glance_store's file store takes it."""
    try:
        from glance_store import exceptions
        from glance_store._drivers import filesystem

        validate = filesystem.Store._validate_metadata
    except (ImportError, AttributeError) as error:
        raise NotAsked("glance_store's file driver does not tell: %s" % error)
    store = filesystem.Store.__new__(filesystem.Store)
    # Python 2.7 takes a method without its object for another thing.
    try:
        getattr(validate, "__func__", validate)(store, request["place"])
    except exceptions.BadStoreConfiguration as error:
        yield finding(request, str(error), "Correct the file, or move it away: then the program writes it anew")


PARSERS = {
    "oslo": _oslo,
    "swiftReferences": _swift_references,
    "filesystemMetadata": _filesystem_metadata,
}
