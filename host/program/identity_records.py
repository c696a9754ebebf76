"""Finds each record of procedure 5.3 in Keystone, or makes it. Never a guess between two."""

from problem import Problem


class Finder:
    """Finds or makes rows, remembering those made, so that a later failure takes them back."""

    def __init__(self, context, administrator, rows, component):
        self._context = context
        self._administrator = administrator
        self._api = administrator.api
        self._rows = rows
        self._component = component

    def problem(self, what, hint):
        """A Problem of the component in Keystone."""
        return Problem(self._component, "Keystone", what, hint)

    def domain(self, name):
        """The id of a domain that must exist."""
        return self._existing(
            "domain", {"name": name}, "domain " + name, "openstack domain create " + name
        )

    def project(self, name, domain, domain_name):
        """The id of a project that must exist: the guide assumes the services tenant."""
        return self._existing(
            "project",
            {"name": name, "domain_id": domain},
            "project %s in domain %s" % (name, domain_name),
            "openstack project create --domain %s %s" % (domain_name, name),
        )

    def role(self, name):
        """The id of a role that must exist."""
        return self._existing(
            "role", {"name": name}, "role " + name, "openstack role create " + name
        )

    def user(self, name, domain, password):
        """The user's id, and whether it was made just now."""
        found = self._find("user", {"name": name, "domain_id": domain}, "user " + name)
        if found and not found.get("enabled", True):
            raise self.problem(
                "user %s is disabled" % name, "openstack user set --enable " + found["id"]
            )
        if found:
            self._rows.use("user", found["id"], False)
            return found["id"], False
        values = {"name": name, "domain_id": domain, "password": password, "enabled": True}
        return self._create("user", values, "user " + name), True

    def password(self, user, name, password):
        """Sets the password. Keystone cannot tell the former one, so this cannot be put back."""
        self._api.update("user", user, {"password": password})
        self._context.changed(self._component, "password of user %s set" % name)

    def assignment(self, project, user, role, names):
        """The role in the project; its id is made of the three ids."""
        assignment = "/".join((project, user, role))
        given = not self._api.has_role(assignment)
        if given:
            text = "role %s of user %s in project %s" % (
                names["roleName"],
                names["name"],
                names["projectName"],
            )
            self._undo(text, lambda api: api.revoke(assignment))
            self._api.grant(assignment)
            self._context.changed(self._component, text + " given")
        self._rows.use("assignment", assignment, given)
        return assignment

    def service(self, wanted):
        """The service by type and name; else the only one of its type, under whatever name."""
        of_type = self._api.find("services", type=wanted["type"])
        named = [row for row in of_type if row.get("name") == wanted["name"]]
        found = named or of_type
        if len(found) > 1:
            raise self.problem(
                "there are %d services of type %s%s: %s"
                % (
                    len(found),
                    wanted["type"],
                    " and name " + wanted["name"] if named else "",
                    ", ".join("%s (%s)" % (row["id"], row.get("name")) for row in found),
                ),
                "see which one clients use (openstack endpoint list --service ID), remove the other "
                "with openstack service delete ID, or give the stack the name of the right one",
            )
        if not found:
            return self._create("service", dict(wanted, enabled=True), "service " + wanted["name"])
        row = found[0]
        if not row.get("enabled", True):
            raise self.problem(
                "service %s is disabled" % row.get("name"),
                "openstack service set --enable " + row["id"],
            )
        if not named:
            self._context.progress(
                "Keystone: service %s is the only one of type %s and is used as it is"
                % (row.get("name"), wanted["type"])
            )
        self._rows.use("service", row["id"], False)
        return row["id"]

    def region(self, region):
        """The region, which v3 wants to exist before an endpoint does."""
        if self._api.get("region", region):
            self._rows.use("region", region, False)
        else:
            self._create("region", {"id": region}, "region " + region)

    def endpoint(self, service, region, interface, url):
        """The one endpoint of this region and interface, with this URL, changed in place."""
        found = self._api.find(
            "endpoints", service_id=service, region_id=region, interface=interface
        )
        text = "endpoint %s %s" % (interface, region)
        if len(found) > 1:
            raise self.problem(
                "there are %d: %s for service %s: %s"
                % (
                    len(found),
                    text,
                    service,
                    ", ".join("%s (%s)" % (row["id"], row["url"]) for row in found),
                ),
                "keep one: openstack endpoint delete ID",
            )
        if not found:
            values = {
                "service_id": service,
                "region_id": region,
                "interface": interface,
                "url": url,
                "enabled": True,
            }
            return {"id": self._create("endpoint", values, "%s %s" % (text, url)), "url": url}
        row = found[0]
        row_id = row["id"]
        actual = {"url": row["url"], "enabled": row.get("enabled", True)}
        self._rows.use("endpoint", row_id, False, actual)
        if actual != {"url": url, "enabled": True}:
            self._rows.announce(row_id, url)
            self._undo(text + " as before", lambda api: api.update("endpoint", row_id, actual))
            self._api.update("endpoint", row_id, {"url": url, "enabled": True})
            self._context.changed(self._component, "%s %s → %s" % (text, row["url"], url))
        return {"id": row_id, "url": url}

    def _existing(self, kind, filters, text, command):
        found = self._find(kind, filters, text)
        if not found:
            raise self.problem("there is no " + text, command)
        return found["id"]

    def _find(self, kind, filters, text):
        """The one row with these values. On MariaDB Keystone's search ignores case: exact first."""
        found = self._api.find(kind + "s", **filters)
        found = [row for row in found if row["name"] == filters["name"]] or found
        if len(found) > 1:
            raise self.problem(
                "there are %d of %s: %s" % (len(found), text, ", ".join(r["id"] for r in found)),
                "remove all but one of them",
            )
        return found[0] if found else None

    def _create(self, kind, values, text):
        row = self._api.create(kind, values)
        self._undo(text, lambda api: api.delete(kind, row["id"]))
        self._rows.use(kind, row["id"], True)
        self._context.changed(self._component, text + " created")
        return row["id"]

    def _undo(self, text, action):
        self._context.journal.undo(
            text + " in Keystone", lambda: self._administrator.again(action)
        )
