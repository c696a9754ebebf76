#!/usr/bin/env bash
# oslo.limit 2.12.0: its list of options leaves out auth_type, without which it cannot log in.
#
# oslo.limit reads Keystone's login from [oslo_limit] by keystoneauth, which registers auth_type and
# auth_section when it loads a plugin. The list that oslo-config-generator prints, and that checks of names
# and documentation are made from, has username, password and auth_url of that login, and not the option
# that says how to log in. So a right file is called misspelt by whoever believes the list.
#
# Seen:
#   listed of [oslo_limit]:   auth_url endpoint_id password username
#   not listed, and read:     auth_section auth_type
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install oslo.limit==2.12.0 oslo.config==10.2.0 'setuptools<81'
"$work/venv/bin/oslo-config-generator" --namespace oslo.limit >"$work/sample.conf" 2>/dev/null
cat >"$work/see.py" <<'PYTHON'
import re
import sys
import warnings

warnings.simplefilter("ignore")
from keystoneauth1 import loading
from oslo_config import cfg

listed = set(re.findall(r"^#([a-z_]+) =", open(sys.argv[1]).read(), re.M))
conf = cfg.ConfigOpts()
loading.register_auth_conf_options(conf, "oslo_limit")
read = {option for option in conf.oslo_limit}
print("listed of [oslo_limit]:  ", *sorted(listed & {"auth_url", "endpoint_id", "password", "username"}))
print("not listed, and read:    ", *sorted(read - listed))
right = {"auth_url", "endpoint_id", "password", "username"} <= listed and read == {"auth_type", "auth_section"}
sys.exit(0 if right and not read & listed else "this has changed")
PYTHON
"$work/venv/bin/python" "$work/see.py" "$work/sample.conf"
