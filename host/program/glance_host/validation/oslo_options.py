"""The options that Glance reads from glance-api.conf, as it and its libraries define them.

Most are listed for oslo.config's own tools. Those of stores depend on which are enabled, those of a
login to Keystone on its kind, and some a library reads without listing them.

Python 2.7 and 3, and oslo.config of Pike and later: this runs in Glance's own interpreter.
"""

from oslo_config import cfg

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


def register(conf, definitions):
    """Registers (group, options) pairs. Of two that differ the first one counts, as anywhere."""
    for group, options in definitions:
        for option in options:
            try:
                conf.register_opt(option, group=group)
            except cfg.DuplicateOptError:
                pass


def definitions(program):
    """(group, options) of the program and its libraries."""
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


def register_stores(conf):
    """Options of the stores, as Glance registers them at its start: a section a backend."""
    try:
        import glance_store
    except ImportError:
        return
    # Before Rocky there was one store of a kind.
    if "enabled_backends" in conf and conf.enabled_backends:
        glance_store.register_store_opts(conf, **_reserved(glance_store))
    else:
        glance_store.register_opts(conf)


def _reserved(glance_store):
    """Glance's own two stores beside those that are enabled, for staging and for tasks: they have
    sections of their own since Train."""
    from glance.common import wsgi

    stores = getattr(wsgi, "RESERVED_STORES", None)
    code = glance_store.register_store_opts.__code__
    takes = "reserved_stores" in code.co_varnames[: code.co_argcount]
    return {"reserved_stores": stores} if stores and takes else {}


def register_logins(conf):
    """Options of a login to Keystone depend on its auth_type, and stand where auth_section says."""
    for group in list(conf._groups):
        if group == "oslo_limit":
            # It reads both of these, and lists neither.
            register(conf, [(group, _login_basics())])
        # An auth_type without auth_section is another thing: the key manager's.
        section = group
        if "auth_section" in conf[group] and "auth_type" in conf[group]:
            section = conf[group].auth_section or group
            register(conf, [(section, _login_basics())])
            register(conf, [(section, _login_options(conf, section))])
        if group == "keystone_authtoken" and not conf[section].get("auth_type"):
            register(conf, [(group, _older_login())])


class BadLogin(ValueError):
    """An auth_type that no library has."""

    def __init__(self, section, error):
        ValueError.__init__(self, str(error))
        self.place = (section, "auth_type")


def _login_basics():
    from keystoneauth1 import loading

    return loading.get_auth_common_conf_options()


def _login_options(conf, section):
    from keystoneauth1 import exceptions, loading

    name = conf[section].auth_type
    if not name:
        return []
    try:
        return loading.get_auth_plugin_conf_options(loading.get_plugin_loader(name))
    except exceptions.NoMatchingPlugin as error:
        raise BadLogin(section, error)


def _older_login():
    """auth_host, admin_user and the like, by which the middleware logs in where there is no
    auth_type: it reads them and does not list them."""
    try:
        from keystonemiddleware.auth_token import _auth
    except ImportError:
        return []
    return getattr(_auth, "OPTS", [])
