#!/usr/bin/env bash
# PyMySQL 1.2.4 and SQLAlchemy 2.1.9: the same `ssl_ca` verifies nothing, everything, or by other authorities.
#
# - pymysql.connect(ssl_ca=FILE) reads the authority and verifies no certificate: CERT_NONE.
# - SQLAlchemy's mysql+pymysql://…?ssl_ca=FILE hands it over as ssl={"ca": FILE}, and that verifies
#   certificate and name.
# - Who adds &ssl_verify_identity=true to that URL, to be sure, loses both the authority and the check of the
#   name: SQLAlchemy leaves the word beside the dictionary, and PyMySQL then takes the words, in which FILE is
#   not, for the whole.
#
# Seen (verify mode, name checked, authorities from FILE):
#   pymysql ssl_ca                              CERT_NONE      False  1
#   pymysql ssl_ca + ssl_verify_identity        CERT_REQUIRED  True   1
#   URL     ssl_ca                              CERT_REQUIRED  True   1
#   URL     ssl_ca + ssl_verify_identity        CERT_REQUIRED  False  0
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install PyMySQL==1.2.4 SQLAlchemy==2.1.9
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -out "$work/ca.pem" -days 2 \
  -subj "/CN=authority of this finding" 2>/dev/null
cat >"$work/see.py" <<'PYTHON'
import sys

import pymysql
import sqlalchemy

FILE = sys.argv[1]


def see(what, words):
    words = {key: value for key, value in words.items() if key not in ("host", "port")}
    context = pymysql.connections.Connection(host="db.example", defer_connect=True, **words).ctx
    ours = [each for each in context.get_ca_certs() if "this finding" in str(each["subject"])]
    return (what, context.verify_mode.name, context.check_hostname, len(ours))


def url(query):
    parsed = sqlalchemy.engine.make_url("mysql+pymysql://u:p@db.example/d?" + query)
    words = sqlalchemy.create_engine(parsed).dialect.create_connect_args(parsed)[1]
    return {key: value for key, value in words.items() if key.startswith("ssl")}


seen = [
    see("pymysql ssl_ca", {"ssl_ca": FILE}),
    see("pymysql ssl_ca + ssl_verify_identity", {"ssl_ca": FILE, "ssl_verify_identity": True}),
    see("URL     ssl_ca", url("ssl_ca=" + FILE)),
    see("URL     ssl_ca + ssl_verify_identity", url("ssl_ca=%s&ssl_verify_identity=true" % FILE)),
]
for row in seen:
    print("%-43s %-14s %-6s %d" % row)
expected = [("CERT_NONE", False, 1), ("CERT_REQUIRED", True, 1), ("CERT_REQUIRED", True, 1), ("CERT_REQUIRED", False, 0)]
sys.exit(0 if [row[1:] for row in seen] == expected else "this has changed")
PYTHON
"$work/venv/bin/python" "$work/see.py" "$work/ca.pem"
