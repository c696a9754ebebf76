"""Packages that a component needs and that are gone."""

from glance_host.packages import managers as packages_managers


def look(context, _part):
    names = {package["name"] for package in context.document["packages"]}
    manager = packages_managers.of_host(context.system)
    for name in sorted(names - manager.installed(sorted(names))):
        context.differs("package " + name, "not installed")
