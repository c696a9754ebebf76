"""What options the packages of OpenStack's releases have: names alone, kept in a cache.

    python3 options.py CACHE PACKAGE==VERSION…

Fetches each package that the cache lacks with pip, reads its sources without importing them, and
prints one JSON object: package==version → {"options": […], "sample": {…}, "rules": […]}. An option is {name,
former: [[group or null, name], …], removal}; `removal` says that the release announces its end. The
sample is the package's own etc/glance-api.conf, where it ships one: section → keys. Rules are names of
policies that its code asks for, as "set_image_location".
"""

import ast
import concurrent.futures
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

# Part of the cached files' names: raise it when what is read changes.
FORMAT = 4
# A policy on locations, wherever code names it: each Glance asks for its policies in a way of its own.
RULE = re.compile(r"""["'](\w+_image_location)["']""")
SAMPLE = re.compile(r"(^|/)etc/(glance/)?glance-api\.conf$")
TESTS = re.compile(r"(^|/)(tests?|unit|functional|releasenotes|doc)/")


def main(cache, packages):
    """Reads what is missing, four at a time, and prints all."""
    os.makedirs(cache, exist_ok=True)
    missing = [package for package in packages if not os.path.exists(_place(cache, package))]
    if missing:
        _say("%d packages to fetch and read" % len(missing))
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for number, _ in enumerate(pool.map(lambda package: _keep(cache, package), missing), 1):
            if number % 20 == 0 or number == len(missing):
                _say("%d of %d are read" % (number, len(missing)))
    found = {}
    for package in packages:
        with open(_place(cache, package), encoding="utf-8") as file:
            found[package] = json.load(file)
    json.dump(found, sys.stdout)


def _keep(cache, package):
    with tempfile.TemporaryDirectory() as folder:
        read = _read(_fetch(package, folder))
        place = _place(cache, package)
        with tempfile.NamedTemporaryFile("w", dir=cache, delete=False, encoding="utf-8") as file:
            json.dump(read, file)
        os.replace(file.name, place)


def _place(cache, package):
    return os.path.join(cache, "%s.%d.json" % (package, FORMAT))


def _fetch(package, folder):
    """The path of the package's archive."""
    done = subprocess.run(
        [_python(), "-m", "pip", "download", "-q", "--no-deps", "-d", folder, package],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
    )
    names = os.listdir(folder)
    if done.returncode != 0 or len(names) != 1:
        raise SystemExit("%s: pip fails\n%s" % (package, done.stdout.decode()[-2000:]))
    return os.path.join(folder, names[0])


def _python():
    """An interpreter with pip: this one, else the machine's, else that of the tests' environment."""
    setup = os.path.join(os.path.dirname(__file__), "..", "..", "lab", "python", "setup")
    if importlib.util.find_spec("pip"):
        return sys.executable
    found = subprocess.run([setup, "--print-path"], stdout=subprocess.PIPE, text=True, check=True)
    python = os.path.join(found.stdout.strip(), "python3")
    has_pip = [python, "-c", "import pip"]
    if subprocess.run(has_pip, stderr=subprocess.DEVNULL).returncode != 0:
        raise SystemExit("options: no Python here has pip, which fetches packages: install python3-pip")
    return python


def _files(archive):
    """(name, text) of each source file and sample."""

    def wanted(name):
        return SAMPLE.search(name) or (name.endswith(".py") and not TESTS.search(name))

    if archive.endswith(".whl"):
        with zipfile.ZipFile(archive) as opened:
            for name in filter(wanted, opened.namelist()):
                yield name, opened.read(name).decode("utf-8")
    else:
        with tarfile.open(archive) as opened:
            for member in opened:
                if member.isfile() and wanted(member.name):
                    yield member.name, io.TextIOWrapper(opened.extractfile(member), "utf-8").read()


def _read(archive):
    options, sample, rules = [], {}, set()
    for name, text in _files(archive):
        if SAMPLE.search(name):
            sample = _sample(text)
            continue
        if "Opt" in text:
            options.extend(_options(name, text))
        if "_location" in text:
            rules.update(RULE.findall(text))
    return {"options": options, "sample": sample, "rules": sorted(rules)}


def _sample(text):
    """section → its keys, all of them commented out."""
    sections, section = {}, None
    for line in text.splitlines():
        header = re.match(r"\[(.+)\]$", line)
        if header:
            section = sections.setdefault(header.group(1), [])
        key = re.match(r"#?([A-Za-z_][\w-]*) ?= ?", line)
        if key and section is not None:
            section.append(key.group(1))
    return sections


def _options(name, text):
    """Each call of an option's class: `cfg.StrOpt("name", deprecated_name=…)`."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:  # Python 2 only
        _say("%s is not read: %s" % (name, error.msg))
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.match(r"\w*Opt$", _called(node)):
            option = _option(node)
            if option:
                yield option


def _option(call):
    words = {word.arg: word.value for word in call.keywords}
    name = _text(call.args[0] if call.args else words.get("name"))
    if name is None or _called(call) == "DeprecatedOpt":
        return None
    group = _text(words.get("deprecated_group"))
    former = []
    if "deprecated_name" in words or group is not None:
        former.append([group, _key(_text(words.get("deprecated_name")) or name)])
    for listed in ("deprecated_opts", "deprecated"):
        former.extend(_formers(words.get(listed)))
    removal = words.get("deprecated_for_removal")
    announced = isinstance(removal, ast.Constant) and removal.value is True
    # A file has the option under its destination.
    name = _text(words.get("dest")) or name
    return {"name": _key(name), "former": former, "removal": announced}


def _formers(node):
    """The former names in a list, be it written out or only named elsewhere."""
    for call in ast.walk(node) if node is not None else ():
        if isinstance(call, ast.Call) and re.match(r"(\w*Opt)$", _called(call)):
            name = _text(call.args[0] if call.args else None)
            groups = [_text(word.value) for word in call.keywords if word.arg == "group"]
            if name is not None:
                yield [groups[0] if groups else None, _key(name)]


def _called(call):
    function = call.func
    return getattr(function, "attr", None) or getattr(function, "id", "")


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _key(name):
    return name.replace("-", "_")


def _say(text):
    print("options: " + text, file=sys.stderr)


main(sys.argv[1], sys.argv[2:])
