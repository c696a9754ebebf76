"""Pairs of faults on the host of fakes: a sample. `make faults` strikes them densely."""

import unittest

from transaction.two_faults import Host, Pairs


class PairsOfFaults(Host):
    def test_after_two_faults_the_next_run_completes_or_gives_all_back(self):
        self.prepare()
        for finding in Pairs(self, first=17, second=37).findings():
            with self.subTest(scenario=finding.scenario, fault=finding.fault):
                self.assertEqual(finding.lost, [])
                self.assertGreater(finding.tried, 1)


if __name__ == "__main__":
    unittest.main()
