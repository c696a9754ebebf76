/** Fragments of ini that would not reach the service as they were written. */
import { ofSmallest, type BadConfiguration } from "../case";

const fragments: readonly (readonly [what: string, fragment: string, says: string])[] = [
  ["a value in quotes", 'a = "canary"', "line 1 holds a quote"],
  ["a comment behind a value", "workers = 4 # canary", "line 1 holds a quote, backslash, ; or #"],
  ["a backslash at a line's end", "a = canary\\", "line 1 holds a quote, backslash"],
  ["a key twice", "[DEFAULT]\na = canary\na = canary", "line 3 sets [DEFAULT] a again"],
  [
    "a key twice, in a section that comes again",
    "[a]\nb = 1\n[c]\nd = 1\n[a]\nb = 2",
    "line 6 sets [a] b again",
  ],
  ["a key twice, in other letters", "[a]\nb = 1\n[A]\nb = 2", "line 4 sets [A] b again"],
  ["DEFAULT in small letters", "[default]\na = 1", "counts in capitals only"],
  ["a line without =", "[DEFAULT]\nworkers 4", "line 2 is neither [section] nor key = value"],
  ["a colon for =", "workers: 4", "line 1 is neither [section] nor key = value"],
  ["a value without a key", "= 4", "line 1 is neither [section] nor key = value"],
  ["a section without its bracket", "[DEFAULT\nworkers = 4", "line 1 is neither [section]"],
  ["a section in two brackets", "[[DEFAULT]]", "line 1 is neither [section]"],
  ["a value that goes on", "a = 1\n  2", "line 2 begins with a blank"],
  ["YAML", "DEFAULT:\n  workers: 4", "line 1 is neither [section]"],
  ["JSON", '{"workers": 4}', "line 1 is neither [section]"],
  [
    "a key that every object has",
    "[DEFAULT]\nconstructor = 1",
    "line 2 sets a key that no service",
  ],
  ["a section of that kind", "[__proto__]\na = 1", "line 1 names a section that no service reads"],
];

export const extra: readonly BadConfiguration[] = ofSmallest(
  "extra settings",
  fragments.map(([what, fragment, says]) => [
    what,
    { extra: { "glance-api.conf": fragment } },
    'extra["glance-api.conf"]',
    says,
  ]),
);
