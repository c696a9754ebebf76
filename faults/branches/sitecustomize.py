"""With this folder on PYTHONPATH every Python counts the recovery branches of the on-host program.

GLANCE_BRANCHES names the folder of the counts: a file a module, which all processes share.
"""

import importlib.machinery
import importlib.util
import mmap
import os
import struct
import sys

PROGRAM = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "host", "program", "glance_host"))
COUNTS = os.environ.get("GLANCE_BRANCHES")


class Counting(importlib.machinery.SourceFileLoader):
    """Loads a module with its branches marked."""

    def get_code(self, fullname):
        from recovery import marked

        name = fullname.split(".", 1)[1]
        tree, labels = marked(name, self.get_data(self.path).decode())
        self._counts = _shared(name, len(labels)) if labels else None
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module):
        module.__ran__ = self._ran
        super().exec_module(module)

    def _ran(self, number):
        (count,) = struct.unpack_from("<L", self._counts, 4 * number)
        struct.pack_into("<L", self._counts, 4 * number, count + 1)


class Finder:
    """Finds the program's modules, and no others."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        *_, last = name.split(".")
        for folder in path or ():
            place = os.path.join(os.path.abspath(folder), last + ".py")
            if name.startswith("glance_host.") and place.startswith(PROGRAM) and os.path.exists(place):
                return importlib.util.spec_from_file_location(name, place, loader=Counting(name, place))
        return None


def _shared(module, length):
    handle = os.open(os.path.join(COUNTS, module), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        os.ftruncate(handle, 4 * length)
        return mmap.mmap(handle, 4 * length)
    finally:
        os.close(handle)


if COUNTS:
    sys.meta_path.insert(0, Finder)
