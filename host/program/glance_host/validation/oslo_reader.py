"""Reads glance-api.conf as Glance does: with oslo.config and the options that Glance defines.

A key of ours must be one that Glance defines, since the service says nothing of one that it does
not know; its value must be of the option's type; and what oslo.config gives for it must be what was
meant, whatever else stands in the file or in a folder of files that override it.

Python 2.7 and 3, and oslo.config of Pike and later: this runs in Glance's own interpreter.
"""

import difflib
import os
import re

from oslo_config import cfg

from glance_host.ini.section_names import folded
from glance_host.validation import oslo_options
from glance_host.validation.parser_finding import finding


def findings(request):
    """What is wrong with the file and its keys, in glance_parsers' form."""
    conf = cfg.ConfigOpts()
    program = _program(request)
    oslo_options.register(conf, oslo_options.definitions(program))
    try:
        conf(
            [],
            project="glance",
            prog=program,
            default_config_files=[request["place"]],
            default_config_dirs=_folders(request["folder"], program),
        )
    except cfg.ConfigFileParseError as error:
        what = "oslo.config cannot read it: %s" % _line_of(error)
        hint = "Correct that line: the service would not start"
        return [finding(request, what, hint)]
    except cfg.RequiredOptError:
        pass  # of a library that this Glance need not use: it would say so itself
    try:
        oslo_options.register_stores(conf)
        oslo_options.register_logins(conf)
    except ValueError as error:
        # enabled_backends or auth_type itself is bad, of which the key's own finding tells more.
        wrong = list(_keys(conf, request))
        what = "oslo.config refuses it: %s" % _reason(error)
        place = _ours(request, getattr(error, "place", None))
        return wrong or [finding(request, what, "Correct that setting", *place)]
    return list(_keys(conf, request))


def meant(value):
    """The text that an oslo.config form stands for (releases/forms.ts, osloValue); None where it
    refers to another option."""
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    value = value.replace("\\$", "$$")
    if re.search(r"\$[A-Za-z_{]", value.replace("$$", "")):
        return None
    return value.replace("$$", "$")


def _program(request):
    """Who reads the file: glance-api, or until Ussuri glance-registry."""
    return os.path.basename(request["path"]).split(".")[0]


def _folders(beside, program):
    """Folders of further files that the service reads after its own."""
    folders = [os.path.join(beside, name) for name in ("glance.conf.d", program + ".conf.d")]
    return [folder for folder in folders if os.path.isdir(folder)]


def _keys(conf, request):
    """A finding for each key that is unknown, of the wrong type, or read otherwise than meant."""
    names = _names(conf)
    for section, key, value in request["keys"]:
        place = (folded(section), key)
        if place not in names:
            what = "%s does not define this option and would ignore it" % _program(request)
            hint = _hint(names, place)
        else:
            what, hint = _read(conf, names[place], value), "Correct that setting"
        if what:
            yield finding(request, what, hint, section, key)


def _ours(request, place):
    """(section, key) as the request has that place; (None, None) where it is none of ours."""
    for section, key, _ in request["keys"]:
        if place and (folded(section), key) == (folded(place[0]), place[1]):
            return section, key
    return None, None


def _read(conf, found, value):
    """What is wrong with a known key; None where nothing is."""
    group, option = found
    try:
        actual = conf[option.dest] if group is None else conf[group][option.dest]
        text = meant(value)
        if text is None:
            return None
        expected = option.type(text)
    except (ValueError, cfg.Error) as error:
        return "oslo.config refuses it: %s" % _reason(error)
    if actual == ([expected] if option.multi else expected):
        return None
    return "oslo.config reads another value than the stack has%s" % _source(conf, option, group)


def _source(conf, option, group):
    """Where the value comes from, as far as this oslo.config tells (since Rocky)."""
    if not hasattr(conf, "get_location"):
        return ""
    where = conf.get_location(option.dest, group)
    return ", from %s" % (where and where.detail)


def _names(conf):
    """(group, option) by (section, key), older names included. ConfigOpts has no call for it."""
    names = {}
    groups = [(None, conf._opts)] + [(name, group._opts) for name, group in conf._groups.items()]
    for older in (True, False):
        for group, options in groups:
            for entry in options.values():
                option = entry["opt"]
                own = [(group, option.dest), (group, option.name)]
                former = [(each.group or group, each.name or option.name) for each in option.deprecated_opts]
                for section, key in former if older else own:
                    section = folded(section or "DEFAULT")
                    names[(section, key)] = (group, option)
                    names[(section, key.replace("-", "_"))] = (group, option)
    return names


def _hint(names, place):
    """What may have been meant."""
    section, key = place
    elsewhere = sorted("[%s] %s" % each for each in names if each[1] == key)
    known = [name for group, name in names if group == section]
    near = ["[%s] %s" % (section, name) for name in difflib.get_close_matches(key, known, 2)]
    if near or elsewhere:
        return "Did you mean %s?" % " or ".join((near + elsewhere)[:3])
    return "Remove it, or see the options of this release of Glance"


def _reason(error):
    """The parser's reason, without the place in a copy that it begins with."""
    return str(error).split(" is not valid: ")[-1]


def _line_of(error):
    """Line and reason, without the line itself: it may hold a secret of others."""
    found = re.search(r":(\d+), ([^:]+)", str(error))
    return "line %s: %s" % found.groups() if found else type(error).__name__
