"""Changes a login of the lab's services, as their administrators would before a rotation. Runs on
the controller with REQUEST set by lab/rotation.ts and lab/services/keystone.py before it. Secrets go through stdin only.

REQUEST: service (database, broker or identity), user, password, create (true: the user is new);
for identity also adminPassword, and project and role of a new user; for database its network."""

import os
import subprocess
import urllib.parse


def feed(argv, text):
    """Runs a command that reads what is secret from its stdin."""
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    subprocess.run(argv, input=text.encode(), env=environment, check=True, stdout=subprocess.DEVNULL)


def database(request):
    """A user of MariaDB, new ones with all rights on `glance`."""

    def quoted(text):
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"

    user = "%s@%s" % (quoted(request["user"]), quoted(request["network"] + ".%"))
    verb = "CREATE" if request["create"] else "ALTER"
    sql = "%s USER %s IDENTIFIED BY %s;" % (verb, user, quoted(request["password"]))
    if request["create"]:
        sql += "GRANT ALL ON glance.* TO %s;" % user
    feed(["mariadb", "--default-character-set=utf8mb4"], sql)


def broker(request):
    """A user of RabbitMQ, new ones with all rights on `/`."""
    user, verb = request["user"], "add_user" if request["create"] else "change_password"
    feed(["rabbitmqctl", "-q", verb, user], request["password"] + "\n")
    if request["create"]:
        feed(["rabbitmqctl", "-q", "set_permissions", "-p", "/", user, ".*", ".*", ".*"], "")


def identity(request):
    """A user of Keystone, new ones with a role in a project."""
    token = token_of(request["adminPassword"])

    def find(kind, name):
        path = "/%ss?name=%s" % (kind, urllib.parse.quote(name))
        return call("GET", path, None, token)[0][kind + "s"][0]["id"]

    if not request["create"]:
        change = {"user": {"password": request["password"]}}
        call("PATCH", "/users/" + find("user", request["user"]), change, token)
        return
    project = find("project", request["project"])
    values = {"name": request["user"], "password": request["password"], "domain_id": "default"}
    values["default_project_id"] = project
    user = call("POST", "/users", {"user": values}, token)[0]["user"]["id"]
    path = "/projects/%s/users/%s/roles/%s" % (project, user, find("role", request["role"]))
    call("PUT", path, None, token)


SERVICES = {"database": database, "broker": broker, "identity": identity}
SERVICES[REQUEST["service"]](REQUEST)  # noqa: F821 - set by lab/rotation.ts
