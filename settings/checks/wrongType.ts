/** Values that came as another type than was meant: what made them so, and the command that does not. */
import type { z } from "zod";
import { notText } from "../values";

/** What to add to an error. */
export interface Addition {
  /** The rest of the cause, and the remedy. */
  readonly why: string;
  readonly command: string | readonly string[];
}

/**
 * What to add to the error of a value of the wrong type; nothing where the type is not at fault. `key`
 * is `glance:` and the path, as `pulumi config set --path` takes it.
 */
export function wrongTypeRemedy(
  issue: z.core.$ZodIssue,
  key: string,
  isSecret: boolean,
): Addition | undefined {
  const { input } = issue;
  if (input === null) {
    return {
      why: ", and is null. Give it a value, or take it out",
      command: `pulumi config rm --path ${key}`,
    };
  }
  if (issue.message === notText) return ofScalar(input, key, isSecret);
  return issue.code === "invalid_type" ? ofText(input, issue.expected, key) : undefined;
}

/** `pulumi config set --path` makes a number of digits, and would do so again; --secret does not. */
function ofScalar(input: unknown, key: string, isSecret: boolean): Addition | undefined {
  if (typeof input !== "number" && typeof input !== "boolean") return undefined;
  // A double holds 15 digits; a longer number came here, or into the file, without its last ones.
  const isCut = Number.isInteger(input) && !Number.isSafeInteger(input);
  const kind = typeof input === "number" ? "a number" : "true or false";
  const what = `, and is ${kind}${isCut ? ", whose last digits are lost" : ""}`;
  if (isSecret) {
    return {
      why: `${what}. Set it anew, encrypted, and it stays as you type it`,
      command: `pulumi config set --secret --path ${key}`,
    };
  }
  return {
    why: `${what}. Set it anew as text, or put it in quotes in the stack's file`,
    command: `pulumi config set --path --type string ${key} VALUE`,
  };
}

/**
 * A number in quotes, and all that was set with --secret, is text. The CLI lets a text stay one,
 * whatever --type says, until it is taken out.
 */
function ofText(input: unknown, expected: string, key: string): Addition | undefined {
  if (typeof input !== "string") return undefined;
  const isFlag = expected === "boolean" && /^(true|false)$/.test(input);
  const isNumber = (expected === "int" || expected === "number") && /^-?\d+$/.test(input);
  if (!isFlag && !isNumber) return undefined;
  const type = isFlag ? "bool" : "int";
  return {
    why: ", and is text. Take its quotes out of the stack's file, or take it out and set it anew",
    command: [
      `pulumi config rm --path ${key}`,
      `pulumi config set --path --type ${type} ${key} VALUE`,
    ],
  };
}
