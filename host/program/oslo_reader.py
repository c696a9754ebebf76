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

from finding import finding

# Where the libraries in Glance define options (entry points oslo.config.opts), beside its programs
# themselves. Those of its stores depend on what is enabled. One whose library is not installed
# defines nothing.
NAMESPACES = (
    "glance",
    "keystonemiddleware.audit",
    "keystonemiddleware.auth_token",
    "oslo.concurrency",
    "oslo.db",
    "oslo.db.concurrency",
    "oslo.limit",
    "oslo.log",
    "oslo.messaging",
    "oslo.middleware",
    "oslo.policy",
    "oslo.privsep",
    "oslo.reports",
    "oslo.service.periodic_task",
    "oslo.service.service",
    "oslo.service.wsgi",
    "osprofiler",
    "castellan.config",
    "os_brick",
)


def findings(request):
    """What is wrong with the file and its keys, in glance_parsers' form."""
    conf = cfg.ConfigOpts()
    program = _program(request)
    register(conf, _definitions(program))
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
        hint = "Mend that line; the service would not start"
        return [finding(request, what, hint)]
    except cfg.RequiredOptError:
        pass  # of a library that this Glance need not use: it would say so itself
    try:
        _register_stores(conf)
        _register_logins(conf)
    except ValueError as error:
        # enabled_backends or auth_type itself is bad, of which the key's own finding tells more.
        wrong = list(_keys(conf, request))
        hint = "Correct that setting"
        what = "oslo.config refuses it: %s" % _reason(error)
        return wrong or [finding(request, what, hint)]
    return list(_keys(conf, request))


def register(conf, definitions):
    """Registers (group, options) pairs. Of two that differ the first one counts, as anywhere."""
    for group, options in definitions:
        for option in options:
            try:
                conf.register_opt(option, group=group)
            except cfg.DuplicateOptError:
                pass


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


def _definitions(program):
    from stevedore import named

    names = [program.replace("-", ".")] + list(NAMESPACES)
    manager = named.NamedExtensionManager(
        "oslo.config.opts", names=names, on_load_failure_callback=_refuse
    )
    for extension in manager:
        for group, options in extension.plugin():
            yield group, options


def _refuse(_manager, entry_point, error):
    raise error


def _folders(beside, program):
    """Folders of further files that the service reads after its own."""
    folders = [os.path.join(beside, name) for name in ("glance.conf.d", program + ".conf.d")]
    return [folder for folder in folders if os.path.isdir(folder)]


def _register_stores(conf):
    """Options of the stores, as Glance registers them at its start: a section a backend."""
    try:
        import glance_store
    except ImportError:
        return
    # Before Rocky there was one store of a kind.
    if "enabled_backends" in conf and conf.enabled_backends:
        glance_store.register_store_opts(conf)
    else:
        glance_store.register_opts(conf)


def _register_logins(conf):
    """Options of a login to Keystone depend on its auth_type."""
    for group in list(conf._groups):
        section = conf[group]
        if "auth_type" in section and section.auth_type:
            from keystoneauth1 import loading

            loader = loading.get_plugin_loader(section.auth_type)
            register(conf, [(group, loading.get_auth_plugin_conf_options(loader))])
        elif group == "keystone_authtoken":
            register(conf, [(group, _older_login())])


def _older_login():
    """auth_host, admin_user and the like, by which the middleware logs in where there is no
    auth_type: it reads them and does not list them."""
    try:
        from keystonemiddleware.auth_token import _auth
    except ImportError:
        return []
    return getattr(_auth, "OPTS", [])


def _keys(conf, request):
    """A finding for each key that is unknown, of the wrong type, or read otherwise than meant."""
    names = _names(conf)
    for section, key, value in request["keys"]:
        place = (section, key)
        if place not in names:
            what = "%s does not define this option and would ignore it" % _program(request)
            hint = _hint(names, place)
        else:
            what, hint = _read(conf, names[place], value), "Correct that setting"
        if what:
            yield finding(request, what, hint, section, key)


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
    return "oslo.config reads another value than was meant%s" % _source(conf, option, group)


def _source(conf, option, group):
    """Where the value comes from, as far as this oslo.config tells (since Rocky)."""
    if not hasattr(conf, "get_location"):
        return "; see what else stands in the file and in its folder"
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
                    names[(section or "DEFAULT", key)] = (group, option)
                    names[(section or "DEFAULT", key.replace("-", "_"))] = (group, option)
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
