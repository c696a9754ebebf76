import { decoded, only, registered, Secret, type Registered } from "./mocks";
import { ImageService } from "../../components/imageService";
import type { HostDocument } from "../../host/document/document";
import type { SettingValue } from "../../host/document/settings";
import { readSettings, type RawConfiguration } from "../../settings/read";
import { changed, complete, raw, type Configuration } from "./configuration";

const program = { path: "host/.build/program-0.pyz", sha256: "0123" };

/** The service of a configuration. */
export const service = (configuration: Configuration) => serviceOf(raw(configuration));

/** The service of what the engine hands over. */
export const serviceOf = (given: RawConfiguration) =>
  new ImageService("image", {
    settings: readSettings(given),
    stack: "glance-test",
    program,
  });

/** What a configuration with changes registers. */
export const made = (base: Configuration, changes: Readonly<Record<string, unknown>> = {}) =>
  registered(() => service(changed(base, changes)));

/** The same of what the engine hands over. */
export const madeOf = (given: RawConfiguration) => registered(() => serviceOf(given));

let recorded: Promise<readonly Registered[]> | undefined;

/** What the complete configuration registers, made once. */
export const whole = () => (recorded ??= made(complete));

/** The command of a host, or the proof. */
export const command = (resources: readonly Registered[], name: string) =>
  only(resources, "command:remote:Command", name);

/** What a host is told. */
export const documentOf = (resources: readonly Registered[], host: string) =>
  decoded(command(resources, host).inputs.stdin);

/** A setting's value on its host, which finds some of them itself: like the first image host. */
export function textOf({ metadata, sharing }: HostDocument, { value, of }: SettingValue): string {
  if (of === undefined) return value;
  if (sharing !== null) return of === "filesystemId" ? sharing.id : sharing.mountPoint;
  const { id, imagesDirectory } = metadata ?? { id: "", imagesDirectory: "" };
  return of === "filesystemId" ? id : imagesDirectory;
}

/** Name of a command → the encoded document or request that it gets. */
export const stdins = (resources: readonly Registered[]) =>
  new Map(
    resources
      .filter(({ type }) => type === "command:remote:Command")
      .filter(({ inputs }) => (inputs as { stdin: unknown }).stdin instanceof Secret)
      .map(({ name, inputs }) => {
        const { stdin } = inputs as { stdin: Secret };
        return [name, String(stdin.value)];
      }),
  );

/** Names of all resources that come before the command of that name, at once or at some distance. */
export function allBefore(resources: readonly Registered[], name: string): ReadonlySet<string> {
  const found = new Set(command(resources, name).dependsOn);
  for (const each of found) {
    for (const resource of resources.filter((other) => other.name === each)) {
      for (const before of resource.dependsOn) found.add(before);
    }
  }
  return found;
}
