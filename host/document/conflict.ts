import { RunError } from "@pulumi/pulumi";

/** Two components that want different things of one place; the engine shows its message alone. */
export class ContributionConflict extends RunError {
  /** `what` is what both do at this place. */
  constructor(
    components: readonly string[],
    place: string,
    what: string,
    remedy = "Leave it to one of them",
  ) {
    super(`${components.join(" and ")}: ${place}: ${what}. ${remedy}.`);
  }
}
