"""Removes the records that this program made, and nothing that anybody still uses."""


def remove(context, made, rows, administrator):
    """Undoes what a stack made: its endpoints first, then what no other region needs."""
    api = administrator.api
    component = made["component"]
    release_endpoints(context, made, (), rows, administrator)
    left = {row["region_id"] for row in api.find("endpoints", service_id=made["service"])}
    others = left - {made["region"]}
    # A service takes all its endpoints with it, so that any left one keeps it; the user is kept
    # by those of other regions only.
    for kind, users in (("assignment", others), ("service", left), ("user", others)):
        for row_id in rows.used(kind):
            ours = rows.release(kind, row_id)
            if ours and not users:
                _remove(api, kind, row_id)
                rows.forget(kind, row_id)
                context.changed(component, "%s %s removed" % (kind, row_id))
            elif ours:
                regions = ", ".join(sorted(str(region) for region in users))
                context.left(component, "Keystone: %s %s stays for %s" % (kind, row_id, regions))
    for region in rows.used("region"):
        if rows.release("region", region) and not _in_use(api, region):
            _remove(api, "region", region)
            rows.forget("region", region)
            context.changed(component, "region %s removed" % region)


def release_endpoints(context, made, keep, rows, administrator):
    """Removes this stack's endpoints but those to keep; adopted ones get back the URL they had.

    `made` is what an earlier run said of them.
    """
    api = administrator.api
    urls = {row["id"]: row["url"] for row in made.get("endpoints", {}).values()}
    for row_id in rows.used("endpoint"):
        if row_id in keep:
            continue
        actual = api.get("endpoint", row_id)
        former = rows.former("endpoint", row_id)
        known = {urls.get(row_id), rows.announced(row_id)} - {None}
        ours = rows.release("endpoint", row_id)
        if not actual:
            rows.forget("endpoint", row_id)
        elif (ours or former) and _changed_since(actual, known):
            # Theirs, not ours, to change or remove; the next stack adopts it as it is.
            rows.forget("endpoint", row_id)
            state = actual["url"] if actual.get("enabled", True) else "disabled"
            text = "Keystone: %s is %s by now and stays" % (_text(actual), state)
            context.left(made["component"], text)
        elif ours:
            _remove_endpoint(context, made["component"], actual, rows, administrator)
        elif former and former != {"url": actual["url"], "enabled": actual.get("enabled", True)}:
            _restore_endpoint(context, made["component"], actual, former, administrator)


def _changed_since(actual, urls):
    """Whether somebody has set another URL than ours, or disabled what was left enabled."""
    return bool(urls) and (actual["url"] not in urls or not actual.get("enabled", True))


def _remove_endpoint(context, component, actual, rows, administrator):
    values = {
        key: actual.get(key) for key in ("service_id", "region_id", "interface", "url", "enabled")
    }

    def recreate(api):
        # Keystone chooses ids itself: the list of rows must learn the new one.
        rows.renamed(actual["id"], api.create("endpoint", values)["id"])

    context.journal.undo(
        "%s in Keystone" % _text(actual), lambda: administrator.again(recreate)
    )
    administrator.api.delete("endpoint", actual["id"])
    rows.forget("endpoint", actual["id"])
    context.changed(component, "%s %s removed" % (_text(actual), actual["url"]))


def _restore_endpoint(context, component, actual, former, administrator):
    def back(api):
        api.update("endpoint", actual["id"], {"url": actual["url"], "enabled": True})

    context.journal.undo("%s in Keystone" % _text(actual), lambda: administrator.again(back))
    administrator.api.update("endpoint", actual["id"], former)
    context.changed(component, "%s %s → %s" % (_text(actual), actual["url"], former["url"]))


def _text(endpoint):
    return "endpoint %s %s" % (endpoint["interface"], endpoint["region_id"])


def _remove(api, kind, row_id):
    if kind == "assignment":
        api.revoke(row_id)
    else:
        api.delete(kind, row_id)


def _in_use(api, region):
    return bool(
        api.find("endpoints", region_id=region) or api.find("regions", parent_region_id=region)
    )
