"""What the guide assumes to be in Keystone: the administrator's password, project `services`,
Swift's user there, and Swift in the catalogue of each region. Runs on the controller with REQUEST
set by the lab and lab/services/keystone.py before it, on the standard library alone."""

import time
import urllib.error

SWIFT = "http://storage:8080/v1/AUTH_%(project_id)s"


def log_in(password):
    """A token of the administrator's, as soon as Keystone answers."""
    deadline = time.monotonic() + 300
    while True:
        try:
            return token_of(password)
        except urllib.error.HTTPError as error:
            if error.code < 500 or time.monotonic() > deadline:
                raise
        except OSError:
            if time.monotonic() > deadline:
                raise
        time.sleep(0.2)


def main(request):
    """Makes the records. The administrator's own password comes last: it revokes the token."""
    token = log_in("placeholder")

    def create(kind, plural, body):
        return call("POST", "/" + plural, {kind: body}, token)[0][kind]

    def find(plural, name):
        return call("GET", "/%s?name=%s" % (plural, name), None, token)[0][plural][0]

    domain = {"domain_id": "default"}
    project = create("project", "projects", dict(name="services", **domain))
    swift = create(
        "user",
        "users",
        dict(
            name="swift",
            password=request["swiftPassword"],
            default_project_id=project["id"],
            **domain
        ),
    )
    role = find("roles", "admin")["id"]
    call("PUT", "/projects/%s/users/%s/roles/%s" % (project["id"], swift["id"], role), None, token)
    keystone = find("services", "keystone")["id"]
    store = create("service", "services", {"name": "swift", "type": "object-store"})["id"]
    for region in request["regions"]:
        first = region == "RegionOne"
        if not first:
            create("region", "regions", {"id": region})
        for interface in ("public", "internal", "admin"):
            own = request["urls"]["admin" if interface == "admin" else "public"]
            for service, url in ((store, SWIFT), (keystone, own)):
                if service == keystone and first:
                    continue  # made with the image
                endpoint = dict(
                    service_id=service, interface=interface, region_id=region, url=url
                )
                create("endpoint", "endpoints", endpoint)
    administrator = find("users", "admin")["id"]
    change = {"user": {"password": request["adminPassword"]}}
    call("PATCH", "/users/" + administrator, change, token)


main(REQUEST)  # noqa: F821 - set by the lab
