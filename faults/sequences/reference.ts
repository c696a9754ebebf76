/** What a fresh machine becomes by a stack alone: what each must be after every `up` that ends well. */
import type { Picture } from "../picture";
import type { Cloud } from "./cloud";
import { Stack } from "./stack";
import type { Service } from "./wanted";

/** Pictures of fresh machines, made once for each service that is asked for. */
export class Reference {
  private readonly made = new Map<string, Promise<ReadonlyMap<string, Picture>>>();

  /** `fresh` boots machines that no stack has seen. */
  constructor(private readonly fresh: () => Promise<Cloud>) {}

  /** What machines of those roles are, by their roles. */
  of(service: Service): Promise<ReadonlyMap<string, Picture>> {
    const { region, swift, limit } = service;
    const key = JSON.stringify([region, swift, limit]);
    const found = this.made.get(key) ?? this.make({ region, swift, limit });
    this.made.set(key, found);
    return found;
  }

  private async make(service: Service): Promise<ReadonlyMap<string, Picture>> {
    const cloud = await this.fresh();
    try {
      const stack = await Stack.make(cloud);
      const hosts = cloud.machines.map((machine, index) => [`fresh${index}`, machine] as const);
      await stack.write({ ...service, hosts: Object.fromEntries(hosts) });
      const { code, said } = await stack.pulumi(["up", "--yes", "--skip-preview"]);
      if (code !== 0) throw new Error(`a fresh stack cannot be applied:\n${said}`);
      const pictures = cloud.machines.map(
        async (machine) => [rolesOf(cloud, machine), await cloud.picture(machine)] as const,
      );
      const made = new Map(await Promise.all(pictures));
      await stack.remove();
      return made;
    } finally {
      await cloud.stop();
    }
  }
}

/** A machine's roles as one word. */
export function rolesOf(cloud: Cloud, machine: string): string {
  return cloud.target(machine).roles.join(" ");
}
