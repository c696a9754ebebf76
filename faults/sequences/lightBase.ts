/** The stack of sequences on folders. Nobody logs in anywhere: the services need not exist. */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseDocument } from "yaml";
import type { Base } from "./cloud";

const run = promisify(execFile);
const project = join(__dirname, "..", "..");

const constant = {
  "glance:release": "zed",
  "glance:mode": "configuration",
  "glance:ssh": { user: "root" },
  "glance:endpoints": { public: "http://glance.example:9292" },
  "glance:database": { host: "database.example" },
  "glance:identity": { authUrl: "http://keystone.example:5000/v3" },
  "glance:swift": { authUrl: "http://keystone.example:5000/v3" },
  "glance:broker": { host: "broker.example" },
  // One id, so that a fresh stack has the same files.
  "glance:filesystem": { shared: true, id: "5b2f8a1e-3c4d-4e5f-8a9b-0c1d2e3f4a5b" },
};

const secrets: Readonly<Record<string, string>> = {
  "database.password": "canary-of-the-database",
  "identity.password": "canary-of-the-service-user",
  "swift.password": "canary-of-swift",
  "broker.password": "canary-of-the-broker",
};

export const lightBase: Base = {
  passphrase: "sequences",
  secrets,
  write: async (file, stack, env) => {
    const document = parseDocument("config: {}\n");
    for (const [key, value] of Object.entries(constant)) document.setIn(["config", key], value);
    await writeFile(file, document.toString());
    const words = Object.entries(secrets).flatMap(([key, value]) => [
      "--secret",
      `glance:${key}=${value}`,
    ]);
    const where = ["--stack", stack, "--config-file", file, "--non-interactive"];
    await run("pulumi", ["config", "set-all", "--path", ...words, ...where], { cwd: project, env });
  },
  adapt: () => undefined, // its endpoints are no machine's
};
