"""Makes the Python of a host that is a folder ready for faults: it loads this when it starts.

A real host has a .pth file in its Python's own folder instead; these hosts share one Python.
"""

import os
import sys

root = os.environ.get("GLANCE_HOST_ROOT")
if root:
    os.environ["GLANCE_FAULTS"] = os.path.join(os.path.dirname(root), "state")
    sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "host"))
    import glance_faults  # noqa: F401
