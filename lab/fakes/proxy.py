"""haproxy: checks a configuration, whose certificates must be where it names them."""

import os
import re


def haproxy(_host, _name, arguments):
    assert arguments[:3] == ["-c", "-q", "-f"]
    with open(arguments[3]) as file:
        text = file.read()
    for place in re.findall(r"crt (\S+)", text):
        if not os.path.exists(place):
            return 1, "", "[ALERT] parsing [%s:1]: unable to stat %s" % (arguments[3], place)
        with open(place) as file:
            if "broken" in file.read():
                return 1, "", "[ALERT] parsing [%s:1]: no key in %s" % (arguments[3], place)
    return 0, "", ""
