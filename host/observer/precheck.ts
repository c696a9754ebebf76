/**
 * A precheck: the one resource of a stack that asks all hosts before the first of them changes. Its
 * state says what the stack stands on, so that a preview can say what leaves it.
 */
import type { types } from "@pulumi/command";
import type { Machine } from "./machine";

/** How a host is asked. */
export interface Asked {
  readonly connection: types.output.remote.Connection;
  /** The command that asks; it holds no secret. */
  readonly command: string;
  /** The host's document; secret. Missing: nothing is asked of the host. */
  readonly document?: string;
}

/** What the program gives it. Of `hosts` the state keeps machines only: documents are secret and long. */
export interface PrecheckArgs extends Omit<Foundation, "hosts"> {
  readonly hosts: Readonly<Record<string, Asked>>;
  /** By host, how often drift was found: what was remembered is asked anew. */
  readonly generations: Readonly<Record<string, number>>;
}

/** What a stack stands on, and others with it. */
export interface Foundation {
  readonly hosts: Readonly<Record<string, Machine>>;
  /** The host that makes the Keystone records. */
  readonly registrar: string;
  readonly region: string;
  /** The Image service's user in Keystone, and its domain. */
  readonly user: string;
  /** The name of the service record. */
  readonly service: string;
  /** By name, where a store keeps its images. */
  readonly stores: Readonly<Record<string, string>>;
}

/** What the state keeps. */
export interface PrecheckState extends Foundation {
  /** sha256 of all that was asked; another one is asked again. */
  readonly asked: string;
}
