"""Removes the records that this program made, and nothing that anybody still uses."""

from glance_host.identity import made as identity_made
from glance_host.identity import region_tags as marks


def remove(context, made, rows, admin):
    """Undoes what a stack made: its endpoints first, then what no other region needs."""
    release_endpoints(context, made, (), rows, admin)
    strangers = strange_regions(admin.api, rows, made)
    for kind in ("assignment", "service", "user", "region"):
        for row_id in rows.used(kind):
            release(context, made, kind, row_id, rows, admin.api, strangers)
    rows.save()


def release(context, made, kind, row_id, rows, api, strangers):
    """The stack needs the record no longer: one made here goes once nobody does; an adopted one is
    enabled, or not, as it was."""
    former = rows.former(kind, row_id)
    regions = identity_made.regions(made)
    if kind == "user" and rows.has_set_password(row_id):
        text = "Keystone: user %s keeps the password that this stack has set, not its former one"
        user = api.get("user", row_id)
        context.left(made["component"], text % (user["name"] if user else row_id))
    ours = rows.release(kind, row_id)
    users = users_of(api, kind, row_id, regions)
    if kind in ("user", "assignment"):
        users |= strangers
    if ours and not users:
        delete(api, kind, row_id)
        rows.forget(kind, row_id)
        context.changed(made["component"], "%s %s removed" % (kind, row_id))
        return
    if ours:
        text = "Keystone: %s %s stays, for %s uses it" % (kind, row_id, ", ".join(sorted(users)))
        context.left(made["component"], text)
        rows.leave(kind, row_id)
    elif former and not former["enabled"] and not users - regions:
        _disable(context, made["component"], api, kind, row_id)
    unmark(api, kind, row_id, regions)


def users_of(api, kind, row_id, own):
    """Regions that use a record besides the stack's own ones, as Keystone tells."""
    if kind == "service":
        # It takes all its endpoints with it, so that any one keeps it.
        return {row["region_id"] for row in api.find("endpoints", service_id=row_id)}
    if kind == "region":
        rows = api.find("endpoints", region_id=row_id) or api.find(
            "regions", parent_region_id=row_id
        )
        return {row_id} if rows else set()
    user = row_id.split("/")[1] if kind == "assignment" else row_id
    return marks.regions(api.get("user", user) or {}) - own


def strange_regions(api, rows, made):
    """Other regions of the service of which nobody knows what user they have: made by hand, say."""
    if "service" not in made:
        return set()  # a first run that was cut off before it knew it
    service = api.get("service", made["service"])
    known = marks.regions(service or {}) | identity_made.regions(made)
    ours = rows.all("endpoint")
    return {
        row["region_id"]
        for row in api.find("endpoints", service_id=made["service"])
        if row["id"] not in ours and row["region_id"] not in known
    }


def unmark(api, kind, row_id, regions):
    """The regions use the record no longer."""
    row = None if kind == "assignment" else api.get(kind, row_id)
    if row and marks.regions(row) & regions:
        api.update(kind, row_id, marks.without(row, regions))


def _disable(context, component, api, kind, row_id):
    """Gives an adopted record back as it was, if it is still there."""
    if api.get(kind, row_id):
        api.update(kind, row_id, {"enabled": False})
        context.changed(component, "%s %s disabled, as it was" % (kind, row_id))


def delete(api, kind, row_id):
    """Removes a record, or takes a role away."""
    if kind == "assignment":
        api.revoke(row_id)
    else:
        api.delete(kind, row_id)


def release_endpoints(context, made, keep, rows, admin):
    """Removes this stack's endpoints but those to keep; adopted ones get back the URL they had.

    `made` is what an earlier run said of them.
    """
    said = identity_made.endpoints(made)
    for row_id in rows.used("endpoint"):
        if row_id in keep:
            continue
        actual = admin.api.get("endpoint", row_id)
        former = rows.former("endpoint", row_id)
        left = said.get(row_id, {})
        known = {left.get("url"), rows.announced(row_id)} - {None}
        ours = rows.release("endpoint", row_id)
        if not actual:
            rows.forget("endpoint", row_id)
        elif (ours or former) and _changed_since(actual, known, left.get("enabled", True)):
            # Theirs, not ours, to change or remove; the next stack adopts it as it is.
            rows.forget("endpoint", row_id)
            enabled = actual.get("enabled", True)
            state = "leads to %s" % actual["url"] if enabled else "is disabled"
            text = "Keystone: somebody has changed %s, which %s: it stays" % (_text(actual), state)
            context.left(made["component"], text)
        elif ours:
            _remove_endpoint(context, made["component"], actual, rows, admin)
        elif former and former != {key: actual[key] for key in former}:
            _restore_endpoint(context, made["component"], actual, former, admin)


def _changed_since(actual, urls, enabled):
    """Whether somebody has set another URL than ours, or disabled what was left enabled."""
    disabled = enabled and not actual.get("enabled", True)
    return bool(urls) and (actual["url"] not in urls or disabled)


def _remove_endpoint(context, component, actual, rows, admin):
    values = {
        key: actual.get(key) for key in ("service_id", "region_id", "interface", "url", "enabled")
    }

    def recreate(api):
        if api.get("endpoint", actual["id"]):
            return  # it was refused, not removed
        # Keystone chooses ids itself: the list of rows must learn the new one.
        rows.renamed(actual["id"], api.create("endpoint", values)["id"])

    context.rollback.undo("%s in Keystone" % _text(actual), lambda: admin.again(recreate))
    admin.api.delete("endpoint", actual["id"])
    rows.forget("endpoint", actual["id"])
    context.changed(component, "%s %s removed" % (_text(actual), actual["url"]))


def _restore_endpoint(context, component, actual, former, admin):
    now = {key: actual[key] for key in former}
    context.rollback.undo(
        "%s in Keystone" % _text(actual),
        lambda: admin.again(lambda api: api.update("endpoint", actual["id"], now)),
    )
    admin.api.update("endpoint", actual["id"], former)
    context.changed(component, "%s %s → %s" % (_text(actual), actual["url"], former["url"]))


def _text(endpoint):
    return "endpoint %s %s" % (endpoint["interface"], endpoint["region_id"])
