/** Whether Nova copies images from the file system itself, by host of Compute, and if not, why. */
import { all, output, type Output } from "@pulumi/pulumi";
import type { HostReport } from "../../host/document/reports";
import type { DirectImageAccessState } from "../../host/document/directImageAccess";
import { allowedDirectUrlSchemes } from "../../releases/meanings/compute";
import { place, SettingGone } from "../../releases/release";
import type { Settings } from "../../settings/schema";

/** The answer for each host of the role compute. */
export function directImageAccessOf(
  settings: Settings,
  reports: Readonly<Record<string, Output<HostReport>>>,
): Output<Readonly<Record<string, DirectImageAccessState>>> {
  const why = reasonAgainst(settings);
  const states = Object.keys(settings.hosts)
    .filter((name) => settings.hosts[name]?.roles.includes("compute"))
    .map((name) => [name, why === null ? reports[name]?.apply(reported) : output(no(why))]);
  return all(Object.fromEntries(states) as Record<string, Output<DirectImageAccessState>>);
}

/** Why no host of the stack has it, as far as its settings tell; null where they ask for it. */
export function reasonAgainst(settings: Settings): string | null {
  const { compute, filesystem, release, mode } = settings;
  const gone = lostBy(compute.release ?? release);
  if (gone !== null) return gone;
  if (filesystem === undefined) {
    return "filesystem is not given, so images name no file system (procedure 5.11)";
  }
  if (compute.filesystemEntry === undefined) {
    return "compute.filesystemEntry is not given, so Nova knows no file system (procedure 5.12)";
  }
  if (mode === "configuration") {
    return "the mode is configuration, in which the stack writes settings and asks no host";
  }
  return null;
}

function lostBy(release: Settings["release"]): string | null {
  try {
    place(allowedDirectUrlSchemes, release);
    return null;
  } catch (error) {
    if (error instanceof SettingGone) return error.message;
    throw error;
  }
}

/** What the host itself has found: where a condition does not hold that it writes, it refuses. */
function reported({ host, directLoading }: HostReport): DirectImageAccessState {
  return directLoading ?? no(`${host} has not said yet`);
}

function no(why: string): DirectImageAccessState {
  return { inForce: false, why };
}
