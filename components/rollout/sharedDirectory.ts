/** How hosts of a stack know that they share one file system: by what one of them wrote into it. */
import type { SignedContribution } from "../../host/document/contribution";
import type { Settings } from "../../settings/schema";
import type { Host } from "./host";

/**
 * The file by which the images' directory is known: it bears the names of the stack and of the first
 * image host, so that no two ever write one. null where hosts share no directory.
 */
export function tokenFile(
  { filesystem, gluster }: Settings,
  stack: string,
  leader: string,
): string | null {
  if (filesystem === undefined || (gluster === undefined && !filesystem.shared)) return null;
  const name = `.pulumi-glance-${stack}-${leader.replace(/[^\w.-]/g, "_")}`.slice(0, 200);
  return `${filesystem.imagesDirectory}/${name}`;
}

/**
 * The contributions to a host that comes after the first image host: the file system's id is settled, and
 * instead of writing a token the host looks for that of the first one.
 */
export function asFollower(
  contributions: readonly SignedContribution[],
  leader: Host,
  directory: string,
  token: string,
): readonly SignedContribution[] {
  const found = leader.report.apply(({ filesystem }) => filesystem);
  const id = found.apply((filesystem) => filesystem?.id ?? "");
  const sharing = {
    host: leader.host,
    directory,
    id,
    mountPoint: found.apply((filesystem) => filesystem?.mountPoint ?? ""),
    token: { path: token, value: found.apply((filesystem) => filesystem?.token ?? null) },
  };
  let isTold = false;
  return contributions.map(({ component, contribution: whole }) => {
    const { token: _t, ...contribution } = whole;
    const { metadata, directLoading } = contribution;
    const asks = !isTold && (metadata !== undefined || directLoading !== undefined);
    isTold ||= asks;
    return {
      component,
      contribution: {
        ...contribution,
        ...(metadata === undefined ? {} : { metadata: { ...metadata, id, idIsFixed: true } }),
        ...(asks ? { sharing } : {}),
      },
    };
  });
}
