"""What the proof's image is: of a format that this API takes, with data that passes for it.

An operator may have left out raw and bare ([image_format] disk_formats, container_formats). Glance
since 2024.2 looks into what is uploaded: data of a bare container must be of the format that it is
said to be of.
"""

import os
import struct

# Formats into which Glance does not look: any data passes for them.
UNSEEN = ("raw", "ami", "aki", "ari", "ploop")
# Containers into which it does not look.
CLOSED = ("ovf", "docker")
QCOW2 = "qcow2"


class Sample:
    """A format and a container."""

    def __init__(self, disk="raw", container="bare"):
        self.disk = disk
        self.container = container

    @property
    def sure(self):
        """Whether data of ours passes for it with every release."""
        return self.disk in UNSEEN + (QCOW2,) or self.container in CLOSED

    def data(self, size):
        """Random bytes, behind the head that the format needs; so many at least."""
        head = _qcow2() if self.disk == QCOW2 else b""
        return head + os.urandom(max(0, size - len(head)))


def choose(disks, containers):
    """The Sample of these formats that is likeliest to be taken; None where there are none."""
    pairs = [
        Sample(disk, container)
        for disk in disks
        for container in containers
        # Images of Amazon's kind are in a container of their own.
        if (disk in ("ami", "aki", "ari") or container in ("ami", "aki", "ari")) <= (disk == container)
    ]
    return min(pairs, key=_order, default=None)


def _order(sample):
    usual = (sample.disk, sample.container) != ("raw", "bare")
    return usual, not sample.sure, sample.container != "bare", sample.disk != "raw"


def _qcow2():
    """The head of an empty image of version 2: magic, version, no backing file, clusters of 64 KiB, 1 MiB.
    Glance looks at 512 bytes, and at flags in them that this version does not have."""
    head = struct.pack(">4sIQIIQIIQQIIQ", b"QFI\xfb", 2, 0, 0, 16, 1 << 20, 0, 1, 1 << 16, 1 << 17, 1, 0, 0)
    return head.ljust(512, b"\0")
