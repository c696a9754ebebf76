"""Images that nobody could read any more: asked before anything is changed on any host.

A store that the settings no longer name, an account of Swift's or a volume that is replaced, another
database: Glance starts on them, new images come and go, and those of before answer HTTP 500. So what
stands on the host is held against what the document makes of it, and where something goes the
database tells whether images lie there. The document's part `abandon` says which may be given up.
Nothing is changed, whatever the answer.
"""

import collections
import shlex

from glance_host.ini import settings_view
from glance_host.logins import logins
from glance_host.problem import Problem
from glance_host.stores import image_rows
from glance_host.stores import lost_stores

COMPONENT = "ImageStores"
DATABASE = "DatabaseConnection"
CONNECTION = "%s [database] connection" % settings_view.CONFIGURATION
COMMAND = "pulumi config set --path %s\npulumi up"


def problems(context):
    """A Problem for each store, and for the database, whose images would be lost; mostly none."""
    wanted = [each["url"] for each in context.document["checks"] if each["kind"] == "database"]
    # Without a check nothing is asked of any service (mode: configuration).
    if not wanted or context.system.read(settings_view.CONFIGURATION) is None:
        return []
    url = settings_view.present(context).value(*image_rows.NAMES)
    if not url:
        return []  # a Glance without a database serves no image
    stores = lost_stores.Outlook(context)
    replaced = image_rows.place(url) != image_rows.place(wanted[0])
    if not replaced and not stores.differ():
        return []
    context.progress("looking for images that nobody could read any more")
    missing = set()
    try:
        rows = _rows(context, url, wanted[0], replaced)
        if replaced and rows.images:
            # The document's may be a copy, or the same one by another name.
            missing = rows.images - image_rows.rows(context.system, wanted[0]).images
    except logins.Refused as refused:
        return [_untold(refused)]
    staying = [each for image, each in sorted(rows.locations.items()) if image not in missing]
    return _of_database(context, url, missing) + _of_stores(context, stores, staying)


def _rows(context, url, wanted, replaced):
    """What the database that stands there has: none where Glance could not reach it either."""
    try:
        return image_rows.rows(context.system, url)
    except logins.Refused as refused:
        if replaced:
            text = "%s stands in %s and does not answer (%s): it serves no image now"
            said = (refused.where, settings_view.CONFIGURATION, refused.what)
            context.progress(text % said)
            return image_rows.Rows(set(), {})
        if url == wanted:
            raise
        # The same database by another login: a password that was changed there first.
        return image_rows.rows(context.system, wanted)


def _of_database(context, url, missing):
    if not missing or _abandoned(context).get("database"):
        return []
    text = "%s has %s, which nobody could read any more: the stack's database does not have them"
    hint = "Copy the database to the stack's one first, or give these images up"
    what = text % (image_rows.said(url), _count(len(missing)))
    return [Problem(DATABASE, CONNECTION, what, hint, COMMAND % "glance:abandon.database true")]


def _of_stores(context, stores, images):
    """A Problem a store and reason, with the number of images that no other store has as well."""
    counts = collections.OrderedDict()
    for locations in images:
        for loss in stores.losses(locations):
            counts[loss] = counts.get(loss, 0) + 1
    given_up = _abandoned(context).get("stores", [])
    lost = [loss for loss in counts if loss.store not in given_up]
    names = list(collections.OrderedDict((loss.store, None) for loss in lost))
    return [
        _of_store(loss, counts[loss], len(given_up) + names.index(loss.store)) for loss in lost
    ]


def _of_store(loss, count, index):
    what = "store %s has %s, which nobody could read any more: %s" % (
        loss.store,
        _count(count),
        loss.why,
    )
    command = COMMAND % ("'glance:abandon.stores[%d]' %s" % (index, shlex.quote(loss.store)))
    return Problem(COMPONENT, loss.where, what, "%s, or give these images up" % loss.hint, command)


def _untold(refused):
    what = "the program cannot find out whether images could not be read any more: %s" % refused.what
    return Problem(COMPONENT, refused.where, what, refused.hint, refused.command)


def _abandoned(context):
    return context.document.get("abandon") or {}


def _count(number):
    return "%d image%s" % (number, "" if number == 1 else "s")
