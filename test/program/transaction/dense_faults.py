"""Prints the table of pairs of faults and of power cuts on the host of fakes: faults/fakes says how."""

import sys

from transaction.lost_cache import LostCache
from transaction.two_faults import Host, Pairs


def main(first=3, second=7, cut=1):
    host = Host("prepare")
    host.setUp()
    try:
        host.prepare()
        print("| scenario | fault | tried | survived | lost |\n| --- | --- | --: | --: | --: |")
        lost = []
        for suite in (Pairs(host, first, second), LostCache(host, cut)):
            for finding in suite.findings():
                line = finding.line()
                counts = (line["tried"], line["survived"], len(finding.lost))
                print("| %s | %s | %d | %d | %d |" % ((finding.scenario, finding.fault) + counts), flush=True)
                lost += finding.lost
    finally:
        host.doCleanups()
    print("\n" + ("\n".join("- LOST: " + each for each in lost) or "Nothing was lost."))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
