/** What Nova needs to copy images from the file system itself, of hosts and of what they share. */
import { dotted, type Problem } from "../problem";
import type { Settings } from "../schema";

/** Hosts of Compute that could not see the images, or would change before anybody knows where they are. */
export function directImageAccessProblems({
  compute,
  gluster,
  filesystem,
  hosts,
}: Pick<Settings, "compute" | "gluster" | "filesystem" | "hosts">): Problem[] {
  if (compute.filesystemEntry === undefined || filesystem === undefined) return [];
  const problems: Problem[] = [];
  const apart = Object.entries(hosts).filter(
    ([, { roles }]) => roles.includes("compute") && !roles.includes("image"),
  );
  const [other] = apart;
  if (other !== undefined && gluster === undefined && !filesystem.shared) {
    problems.push({
      path: "filesystem.shared",
      message: `must be true where compute.filesystemEntry is given and ${other[0]} is a compute host and not an image host: Nova copies from a directory that both see. Share the directory (gluster does), or leave compute.filesystemEntry out`,
    });
  }
  for (const [name] of apart.filter(([, { roles }]) => roles.includes("identity"))) {
    problems.push({
      path: dotted(["hosts", name, "roles"]),
      message:
        "must not be compute and identity without image where compute.filesystemEntry is given: the host that makes the records changes first, before the file system's id is known. Give identity to an image host",
    });
  }
  return problems;
}
