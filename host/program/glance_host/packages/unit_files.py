"""What both families' package managers list alike."""

import os


def service_units(paths):
    """Names of the service units among files of packages, templates left out: none of these runs."""
    places = [path for path in paths if "/systemd/system/" in path]
    services = {os.path.basename(path) for path in places if path.endswith(".service")}
    return sorted(name for name in services if "@" not in name)
