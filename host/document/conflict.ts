import { RunError } from "@pulumi/pulumi";

/** Two components that want different things of one place; the engine shows its message alone. */
export class ContributionConflict extends RunError {}
