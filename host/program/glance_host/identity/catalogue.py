"""The Image service in Keystone's catalogue: the service, the region, and its three endpoints."""

ENABLED = {"enabled": True}


def service(finder, wanted):
    """The id of the service by type and name; else the only one of its type, whatever its name."""
    text = "service " + wanted["name"]
    row, _ = finder.ensure(
        "service", lambda: _service(finder, wanted), dict(wanted, **ENABLED), text, ENABLED
    )
    return row["id"]


def _service(finder, wanted):
    of_type = finder.api.find("services", type=wanted["type"])
    named = [row for row in of_type if row.get("name") == wanted["name"]]
    found = named or of_type
    if len(found) > 1:
        raise finder.problem(
            "there are %d services of type %s%s: %s"
            % (
                len(found),
                wanted["type"],
                " and name " + wanted["name"] if named else "",
                ", ".join("%s (%s)" % (row["id"], row.get("name")) for row in found),
            ),
            "See which one clients use, and remove the others or name the right one in "
            "glance:identity.service",
            "openstack endpoint list --service ID\nopenstack service delete ID",
        )
    if found and not named:
        finder.progress(
            "service %s is the only one of type %s and is used as it is"
            % (found[0].get("name"), wanted["type"])
        )
    return found[0] if found else None


def region(finder, name):
    """The region, which v3 wants to exist before an endpoint does."""
    finder.ensure("region", lambda: finder.api.get("region", name), {"id": name}, "region " + name)


def endpoints(finder, service_id, region_id, urls, waiting=None):
    """The one endpoint of this region for each interface of `urls`, changed in place where there
    is one: interface → id and URL.

    One for which waiting(interface, row) tells an entry is only used, and has that entry.
    """
    place = {"service_id": service_id, "region_id": region_id}
    found = finder.api.find("endpoints", **place)

    def one(interface, url):
        text = "endpoint %s %s" % (interface, region_id)
        these = [row for row in found if row["interface"] == interface]
        if len(these) > 1:
            raise finder.problem(
                "there are %d times %s for service %s: %s"
                % (
                    len(these),
                    text,
                    service_id,
                    ", ".join("%s (%s)" % (row["id"], row["url"]) for row in these),
                ),
                "Keep one of them, and remove the others",
                "openstack endpoint delete ID",
            )
        right = dict(ENABLED, url=url)
        if these and these[0]["url"] != url and waiting:
            entry = waiting(interface, these[0])
            if entry:
                finder.use("endpoint", these[0], right)
                finder.progress("%s leads to %s until all hosts have changed" % (text, entry["url"]))
                return entry
        values = dict(place, interface=interface, **right)
        row, _ = finder.ensure(
            "endpoint", lambda: these[0] if these else None, values, text, right
        )
        return {"id": row["id"], "url": url}

    return {interface: one(interface, url) for interface, url in sorted(urls.items())}
