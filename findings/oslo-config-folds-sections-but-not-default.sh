#!/usr/bin/env bash
# oslo.config 10.2.0: a section's letters do not count, but those of [DEFAULT] and of keys do.
#
# [Database] is read as [database]. Two spellings in one file are one section, of which the later one's value
# counts, as if it stood there twice. [default] is a section that nobody reads, and so is a key CONNECTION:
# neither is an error or a line of log. Who edits such a file by its exact names changes a copy that no
# service reads.
#
# Seen:
#   [Database] connection                       one
#   [database] one, then [DATABASE] two         two
#   [DATABASE] two, then [database] one         one
#   [default] workers                           None
#   [database] CONNECTION                       None
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet --disable-pip-version-check install oslo.config==10.2.0
cat >"$work/see.py" <<'PYTHON'
import sys

from oslo_config import cfg


def read(text, name, group=None):
    path = sys.argv[1] + "/service.conf"
    with open(path, "w") as file:
        file.write(text)
    conf = cfg.ConfigOpts()
    conf.register_opt(cfg.StrOpt(name), group=group)
    conf([], default_config_files=[path], default_config_dirs=[])
    return getattr(conf[group] if group else conf, name)


seen = [
    ("[Database] connection", read("[Database]\nconnection = one\n", "connection", "database")),
    (
        "[database] one, then [DATABASE] two",
        read("[database]\nconnection = one\n[DATABASE]\nconnection = two\n", "connection", "database"),
    ),
    (
        "[DATABASE] two, then [database] one",
        read("[DATABASE]\nconnection = two\n[database]\nconnection = one\n", "connection", "database"),
    ),
    ("[default] workers", read("[default]\nworkers = 3\n", "workers")),
    ("[database] CONNECTION", read("[database]\nCONNECTION = one\n", "connection", "database")),
]
for row in seen:
    print("%-43s %s" % row)
sys.exit(0 if [value for _, value in seen] == ["one", "two", "one", None, None] else "this has changed")
PYTHON
"$work/venv/bin/python" "$work/see.py" "$work"
