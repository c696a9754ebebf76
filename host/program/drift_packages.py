"""Packages that a component needs and that are gone."""

import package_managers


def look(context, _part):
    names = {package["name"] for package in context.document["packages"]}
    manager = package_managers.of_host(context.system)
    for name in sorted(names - manager.installed(sorted(names))):
        context.differs("package " + name, "not installed")
