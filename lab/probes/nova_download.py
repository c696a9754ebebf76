"""One download of an image as nova-compute makes it before an instance boots (procedures 5.10 and
5.12): Nova's own code, under Nova's own nova.conf. Runs on a compute host of topology classic as
user nova, by the Python of /usr/bin/nova-compute, with REQUEST set by whoever asks:

    authUrl, project, user, password   a login to Keystone's v2.0
    image                              the id of an image
    path                               the file to write, in a folder that Nova may write to
    glance                             URLs of Glance's api
    tls                                null, or ca, certificate and key: paths on this host

Prints one line of JSON: `sha256` and `bytes` of the file, and `direct`, the schemes by which Nova
copied it itself: none where it came from Glance over HTTP."""

import hashlib
import json
import logging
import re

from keystoneclient.v2_0 import client as keystone
from nova import config, context, objects
from nova import conf as nova_conf
from nova.image import glance

FILES = ("/usr/share/nova/nova-dist.conf", "/etc/nova/nova.conf")
CONF = nova_conf.CONF


class Transfers(logging.Handler):
    """Notes the schemes of direct copies, of which Nova tells its log only."""

    def __init__(self):
        logging.Handler.__init__(self)
        self.schemes = []

    def emit(self, record):
        found = re.match(r"Successfully transferred using (\S+)", record.getMessage())
        if found:
            self.schemes.append(found.group(1))


def configure(request):
    """Reads nova.conf as nova-compute does; what the guide leaves to other guides comes on top."""
    config.parse_args(["nova-compute"], default_config_files=list(FILES), configure_db=False)
    CONF.set_override("api_servers", request["glance"], "glance")
    if request["tls"]:
        for option, name in (("ca_file", "ca"), ("cert_file", "certificate"), ("key_file", "key")):
            CONF.set_override(option, request["tls"][name], "ssl")
    objects.register_all()


def user(request):
    """Whose request it is, as nova-api hands it on."""
    login = keystone.Client(
        username=request["user"],
        password=request["password"],
        tenant_name=request["project"],
        auth_url=request["authUrl"],
    )
    return context.RequestContext(
        user_id=login.auth_user_id, project_id=login.auth_tenant_id, auth_token=login.auth_token
    )


def main(request):
    """Downloads, and says what came and which way."""
    configure(request)
    transfers = Transfers()
    log = logging.getLogger("nova.image.glance")
    log.addHandler(transfers)
    log.setLevel(logging.INFO)
    service = glance.get_default_image_service()
    service.download(user(request), request["image"], dst_path=request["path"])
    digest, size = hashlib.sha256(), 0
    with open(request["path"], "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
            size += len(block)
    print(json.dumps({"sha256": digest.hexdigest(), "bytes": size, "direct": transfers.schemes}))


main(REQUEST)  # noqa: F821 - set by whoever asks
