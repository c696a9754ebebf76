"""A Gluster volume `images` of one brick. Runs on the storage host."""

import subprocess
import time


def gluster(*words):
    """One command of Gluster's; its exit code and what it says."""
    done = subprocess.run(
        ["gluster", "--mode=script", *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.returncode, done.stdout.decode()


def main():
    """Waits for glusterd, then makes and starts the volume."""
    deadline = time.monotonic() + 300
    brick = "storage:/srv/gluster/images"
    while gluster("volume", "info", "images")[0] != 0:
        code, said = gluster("volume", "create", "images", brick, "force")
        if code != 0 and time.monotonic() > deadline:
            raise SystemExit(said)
        time.sleep(0 if code == 0 else 0.2)
    code, said = gluster("volume", "start", "images", "force")
    if code != 0:
        raise SystemExit(said)


main()
