"""Which host's list of rows counts for a region, as Keystone itself tells.

Who makes the records may move from one host to another. So the service bears, for each region, the id
of the list that counts and what that list knows which no record tells of itself: what was made here,
and what adopted ones held before. Another host that makes the region's records learns it from there;
the former host finds that it is the keeper no longer, and touches nothing. No entry: nobody else has
made them since, for versions before this wrote none.
"""

# Services keep attributes that Keystone does not know, and no token's catalogue shows them.
KEY = "pulumi_glance_keepers"
TYPE = "image"


def entries(api, region):
    """The entries of a region by the id of the service that bears them; one, or none."""
    found = {row["id"]: _borne(row).get(region) for row in api.find("services", type=TYPE)}
    return {service: entry for service, entry in found.items() if entry}


def learn(api, rows, region):
    """Whether another host has kept the records until now. The list learns what the keeper knows of
    them: of its own entry what another host has added, of another's all."""
    moved = False
    for entry in entries(api, region).values():
        mine = entry["host"] == rows.host
        moved = moved or not mine
        rows.learn(entry["rows"], everything=not mine)
    return moved


def taken(api, rows, region):
    """The rows that another host keeps for the region by now; None where no other host does."""
    others = [each for each in entries(api, region).values() if each["host"] != rows.host]
    return {name for entry in others for name in entry["rows"]} if others else None


def knows(api, rows, region, service):
    """Whether the host of `rows` is the keeper, and the entry says all that it knows."""
    return entries(api, region) == {service: _entry(rows)}


def keep(finder, rows, mutex, region, service):
    """Makes the host of `rows` the keeper of the region, with what it knows. Nothing is written where
    that is so already; where it is not, the mutex must be held: mutex.Missing."""
    if knows(finder.api, rows, region, service):
        return
    mutex.need()
    former = entries(finder.api, region)
    finder.undo_alone("the keeper of the records of " + region, lambda api: _put(api, region, former))
    renew(finder.api, rows, region, service)


def renew(api, rows, region, service):
    """Writes what the keeper knows by now. The mutex must be held."""
    # Written down first: whoever finds the id in Keystone must find it here, too.
    rows.persist()
    _put(api, region, {service: _entry(rows)})


def give_up(api, rows, region):
    """Nobody keeps the region's records any more: they are gone or given back. The mutex must be
    held."""
    if taken(api, rows, region) is None:
        _put(api, region, {})


def hand_over(api, rows, region):
    """Adds to the keeper's entry what this host alone knows of the same rows: it may have been cut off
    before it could write an entry itself. The mutex must be held."""
    known = rows.facts()
    changed = {}
    for service, entry in entries(api, region).items():
        added = {name: fact for name, fact in known.items() if fact and name in entry["rows"]}
        changed[service] = dict(entry, rows=dict(entry["rows"], **added))
    _put(api, region, changed)


def _entry(rows):
    return {"host": rows.host, "rows": rows.facts()}


def _borne(row):
    return row.get(KEY) or {}


def _put(api, region, wanted):
    """Makes `wanted` the entries of a region. Those of other regions are others' to change."""
    for row in api.find("services", type=TYPE):
        before = _borne(row)
        after = {name: entry for name, entry in before.items() if name != region}
        if wanted.get(row["id"]):
            after[region] = wanted[row["id"]]
        if after != before:
            # Keystone takes no attribute away: null is the nearest to it.
            api.update("service", row["id"], {KEY: after or None})
