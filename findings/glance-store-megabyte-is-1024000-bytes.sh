#!/usr/bin/env bash
# glance_store 5.7.0: the Swift store's "MB" is neither 10^6 nor 2^20 bytes, but 1,024,000.
#
# swift_store_large_object_size = 5120 is a size in MB, of which the default is 5120. An image is cut into segments from
# 5,242,880,000 bytes on: less than Swift's own limit for one object, 5 * 2^30 + 2 bytes, by 2.3 %.
#
# Seen:
#   ONE_MB = 1024000
#   5120 MB = 5242880000 bytes; Swift's limit of one object is 5368709122
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install \
  glance_store==5.7.0 python-swiftclient==4.8.0 python-keystoneclient 'setuptools<81'
cat >"$work/see.py" <<'PYTHON'
import sys
import warnings

warnings.simplefilter("ignore")
from glance_store._drivers.swift import store

default = [each for each in store._SWIFT_OPTS if each.name == "swift_store_large_object_size"][0].default
print("ONE_MB = %d" % store.ONE_MB)
print("%d MB = %d bytes; Swift's limit of one object is %d" % (default, default * store.ONE_MB, 5 * 2**30 + 2))
sys.exit(0 if (store.ONE_MB, default) == (1024000, 5120) else "this has changed")
PYTHON
"$work/venv/bin/python" "$work/see.py" 2>/dev/null || { "$work/venv/bin/python" "$work/see.py"; exit 1; }
