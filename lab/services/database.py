"""What the guide assumes to be in MariaDB: database `glance`, and its user with a grant to the
lab's network. Runs on the controller with REQUEST set by the lab."""

import subprocess
import time


def quoted(text):
    """A string of MariaDB's SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def main(request):
    """Waits for the server, then makes both."""
    user = "glance@" + quoted(request["network"] + ".%")
    sql = (
        "CREATE DATABASE IF NOT EXISTS glance CHARACTER SET utf8mb4;"
        "CREATE USER IF NOT EXISTS %s IDENTIFIED BY %s;"
        "GRANT ALL ON glance.* TO %s;" % (user, quoted(request["password"]), user)
    )
    deadline = time.monotonic() + 300
    while True:
        done = subprocess.run(
            ["mariadb", "--default-character-set=utf8mb4"],
            input=sql.encode(),
            stderr=subprocess.PIPE,
        )
        if done.returncode == 0:
            return
        if time.monotonic() > deadline:
            raise SystemExit(done.stderr.decode())
        time.sleep(0.2)


main(REQUEST)  # noqa: F821 - set by the lab
