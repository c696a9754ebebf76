"""What Glance's own parsers make of staged files. Runs in a process of its own (see validate).

On stdin a list of {kind, path, place, folder, keys}: where the file will be, where its copy is, the
folder that it will be in, and [section, key, value] of ours; on stdout a list of findings. Both are
JSON. Of values only what a parser says is told, and whoever tells it to people masks secrets.
"""

import json
import logging
import sys

from finding import finding


def main():
    """Reads the request, prints what is wrong."""
    # What libraries log may quote a file.
    logging.disable(logging.CRITICAL)
    findings = []
    for request in json.load(sys.stdin):
        findings.extend(PARSERS[request["kind"]](request))
    json.dump(findings, sys.stdout)


def _oslo(request):
    import oslo_reader

    return oslo_reader.findings(request)


def _swift_references(request):
    """Users and keys of Swift accounts, as glance_store's Swift driver takes them (5.5)."""
    from glance_store._drivers.swift import utils
    from oslo_config import cfg

    conf = cfg.ConfigOpts()
    options = [
        cfg.StrOpt("swift_store_config_file", default=request["place"]),
        cfg.StrOpt("swift_store_auth_version"),
    ]
    conf.register_opts(options, group="reference")
    conf([], default_config_files=[], default_config_dirs=[])
    try:
        accounts = utils.SwiftParams(conf, backend="reference").params
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
            what = "glance_store reads another value than was meant"
        else:
            continue
        yield finding(request, what, "See what else stands in the file", section, key)


def _referred(value):
    """The value that a reference file's form stands for (releases/forms.ts, referenceValue)."""
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    return value.replace("%%", "%")


def _filesystem_metadata(request):
    """The document of procedure 5.11, as glance_store's file store takes it."""
    from glance_store import exceptions
    from glance_store._drivers import filesystem

    try:
        store = filesystem.Store.__new__(filesystem.Store)
        store._validate_metadata(request["place"])
    except exceptions.BadStoreConfiguration as error:
        yield finding(request, str(error), "Correct it, or move it away to have it written anew")


PARSERS = {
    "oslo": _oslo,
    "swiftReferences": _swift_references,
    "filesystemMetadata": _filesystem_metadata,
}
