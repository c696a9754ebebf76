"""Whether two accounts of Swift's are one: an image's URL names the account by a reference only."""

from urllib.parse import urlsplit

from glance_host.backends.swift import Refused, open_account


def difference(old, new):
    """Why objects of the old Account are not found by the new one; None where they are."""
    if old.region in (None, new.region) or new.region is None:
        if _names(old) == _names(new):
            return None
    text = "%s is replaced by %s" % (_said(old), _said(new))
    try:
        # Another name of Keystone or of the project may mean the same account: Keystone knows.
        return None if _place(old) == _place(new) else text
    except Refused as refused:
        return "%s; the program cannot find out whether that is the same account: %s: %s" % (
            text,
            refused.where,
            refused.what,
        )


def _names(account):
    project = account.user.partition(":")[0]
    return project, account.domains[1].lower(), urlsplit(account.url).hostname


def _said(account):
    project = account.user.partition(":")[0]
    region = " in region %s" % account.region if account.region else ""
    return "project %s at %s%s" % (project, account.url, region)


def _place(account):
    """The account's own URL, of Keystone's catalogue."""
    project, _, user = account.user.partition(":")
    # Keystone gives the first domain this id.
    domains = ["Default" if domain == "default" else domain for domain in account.domains]
    login, _, place = open_account(
        {
            "authUrl": account.url,
            "username": user,
            "password": account.key,
            "projectName": project,
            "userDomainName": domains[0],
            "projectDomainName": domains[1],
            "region": account.region,
        }
    )
    login.__exit__(None, None, None)
    return place
