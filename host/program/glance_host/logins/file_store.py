"""The directories of the file store: glance_store takes one or several, and not both (5.9, 5.11)."""

from glance_host.refused import Refused


def directories(directory, options):
    """Refuses where the service's files name several, beside the one that is to be written."""
    several = options.get("several")
    if several:
        raise Refused(
            "glance-api.conf",
            "it names several directories of the file store, filesystem_store_datadirs = %s, and "
            "glance_store takes none beside filesystem_store_datadir = %s" % (several, directory),
            "Keep one of them: mount it at filesystem.imagesDirectory, and take filesystem_store_datadirs out",
        )
