/**
 * The plugin: hands what the engine asks to the kind of resource that it is about. Each `pulumi`
 * starts this, so only the parts of Pulumi that are needed are loaded.
 */
import type { Provider } from "@pulumi/pulumi/provider";
import type { Kind, Values } from "./kind";
import { Observations } from "./observations";
import { Prechecks } from "./prechecks";
import { RollCalls } from "./rollCalls";

export class ObserverProvider implements Provider {
  readonly version = "1.0.0";

  private readonly observations = new Observations();

  private readonly kinds: Readonly<Record<string, Kind>> = {
    "observer:index:Observation": this.observations,
    "observer:index:Precheck": new Prechecks(),
    "observer:index:RollCall": new RollCalls(this.observations),
  };

  check(urn: string, olds: Values, news: Values) {
    return this.of(urn).check(urn, olds, news);
  }

  diff(_id: string, urn: string, olds: Values, news: Values) {
    return this.of(urn).diff(olds, news);
  }

  create(urn: string, inputs: Values) {
    return this.of(urn).create(urn, inputs);
  }

  read(id: string, urn: string, props?: Values) {
    return this.of(urn).read(id, props ?? {});
  }

  update(id: string, urn: string, olds: Values, news: Values) {
    return this.of(urn).update(id, olds, news);
  }

  delete(id: string, urn: string, props: Values) {
    return this.of(urn).delete(id, props);
  }

  private of(urn: string): Kind {
    // urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const kind = this.kinds[type];
    if (kind === undefined) throw new Error(`${type} is no kind of resource of this plugin`);
    return kind;
  }
}
