"""What a ledger says of the records that its stack has made: the entry `identity`.

`region`, `endpoints` and so on are what the last transaction made. `former` has regions and endpoints
of transactions before, until clients are led away from them (publish); after a run that was cut
off also the region that it began with. What is `unpublished` was made by a transaction after which some
host failed, so that clients were never led there.
"""


def begin(before, region):
    """The entry as it is written down before a region's first record is touched: its mark may be on
    some of them from then on. None where it is known already."""
    if region in regions(before):
        return None
    return dict(before, former=_former(before) + [_begun(region)])


def superseded(before, made, waits):
    """`made` with what `before` says of records that the stack has no longer; where something `waits`
    until all hosts have changed, also with what is not published yet."""
    ids = _ids(made)
    keys = ("region", "endpoints", "unpublished")
    now = {key: before[key] for key in keys if key in before}
    earlier = _former(before) + [dict({"endpoints": {}}, **now)]
    same = [part for part in earlier if ids & _ids(part)]
    if any(part.get("unpublished") for part in same) or (waits and not same):
        made = dict(made, unpublished=True)
    kept = [
        part
        for part in earlier
        if part not in same and (part["endpoints"] or part["region"] != made["region"])
    ]
    return dict(made, former=kept) if kept else made


def led(made, urls):
    """`made` once clients are led to the URLs."""
    rows = {name: {"id": row["id"], "url": urls[name]} for name, row in made["endpoints"].items()}
    return dict({key: made[key] for key in made if key != "unpublished"}, endpoints=rows)


def published(made):
    """Ids of the endpoints of former regions and services to which clients are still led."""
    parts = [part for part in _former(made) if not part.get("unpublished")]
    return {row_id for part in parts for row_id in _ids(part)}


def regions(made):
    """The regions whose marks the stack's records may bear."""
    return {part["region"] for part in _parts(made)}


def endpoints(made):
    """What is known of each endpoint, by id."""
    return {
        row["id"]: row for part in _parts(made) for row in part.get("endpoints", {}).values()
    }


def settled(made):
    """`made` once nothing of former regions and services is left."""
    return {key: value for key, value in made.items() if key != "former"}


def _begun(region):
    return {"region": region, "endpoints": {}, "unpublished": True}


def _former(made):
    return list(made.get("former", ()))


def _parts(made):
    return _former(made) + [made] if made else []


def _ids(part):
    return {row["id"] for row in part["endpoints"].values()}
