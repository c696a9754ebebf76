/**
 * Procedure 5.12 as Nova does it: an image in the file store is copied to a compute host by Nova's
 * own code, which asks Glance where it lies, and never for its data.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withRequest } from "../../lab/request";
import type { TestLab } from "../../lab/session";

const probes = join(__dirname, "..", "..", "lab", "probes");

/** Runs a program of lab/probes on a host, and reads the line of JSON that it prints. */
function run(lab: TestLab, host: string, name: string, how: string, request: object): unknown {
  const source = readFileSync(join(probes, `${name}.py`), "utf8");
  const printed = lab.on(host, how, withRequest(source, request));
  return printed === "" ? undefined : JSON.parse(printed.trim().split("\n").at(-1) ?? "");
}

/** Nova's own Python runs the program as Nova's user. */
const asNova = `set -e
  trap 'rm -f /tmp/nova_download.py' EXIT
  nova=$(sed -n '1s/^#! *//p' "$(readlink -f /usr/bin/nova-compute)")
  install -o nova -m 600 /dev/null /tmp/nova_download.py
  cat >/tmp/nova_download.py
  runuser -u nova -- "$nova" /tmp/nova_download.py`;

/** How many lines of Glance's log have that; where there is no log, the command fails. */
const logged = (pattern: string) =>
  `test -s /var/log/glance/api.log && { grep -cE '${pattern}' /var/log/glance/api.log || true; }`;

/** A request for an image's data, in whichever version of the API. */
const forData = (image: string) => `"GET /(v2/images/${image}/file|v1/images/${image}) `;

/** Fails unless Nova on the host copies an image from the shared mount, byte for byte. */
export function novaCopiesDirectly(lab: TestLab, host: string): void {
  const login = {
    authUrl: lab.inventory.identity.url,
    project: "services",
    user: "glance",
    password: lab.servicePassword(),
  };
  const { certificate, key } = lab.clientFiles("image1");
  const asked = { ...login, certificate, key };
  const make = { ...asked, delete: null };
  const made = run(lab, "image1", "image_v1", "python3 -", make) as { id: string; sha256: string };
  try {
    const got = run(lab, host, "nova_download", asNova, {
      ...login,
      image: made.id,
      path: `/var/lib/nova/instances/${made.id}`,
      glance: [lab.output("endpointUrls").internal],
      tls: lab.clientFiles(host),
    }) as { sha256: string; direct: readonly string[] };
    assert.deepEqual(got.direct, ["file"]);
    assert.equal(got.sha256, made.sha256);
    const count = (api: string, pattern: string) => Number(lab.on(api, logged(pattern)));
    assert.ok(count("image1", '"POST /v1/images ') > 0, "the upload itself is not in the log");
    for (const api of ["image1", "image2"]) assert.equal(count(api, forData(made.id)), 0);
  } finally {
    lab.on(host, `rm -f /var/lib/nova/instances/${made.id}`);
    run(lab, "image1", "image_v1", "python3 -", { ...asked, delete: made.id });
  }
}
