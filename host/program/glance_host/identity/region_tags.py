"""What a record that this program made says of itself in Keystone: which regions use it.

A host's list of rows tells only of the stacks of that host. Keystone keeps attributes that it does
not know, so a user, service or region that was made here bears the regions whose stacks use it,
whatever host they are made from; the last of them removes it.
"""

KEY = "pulumi_glance_regions"


def bears(row):
    """Whether this program made the record."""
    return KEY in row


def regions(row):
    """The regions whose stacks use it."""
    return set(row.get(KEY) or ())


def with_region(row, region):
    """The attribute as it is once `region` uses the record, too."""
    return {KEY: sorted(regions(row) | {region})}


def without(row, former):
    """The attribute as it is once the regions `former` use the record no longer."""
    return {KEY: sorted(regions(row) - former)}
