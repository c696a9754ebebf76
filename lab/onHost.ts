/** Commands on a lab's hosts, over ssh. */
import { spawn, spawnSync } from "node:child_process";
import { word } from "../host/shell";
import type { Inventory } from "./inventory";
import { sshWords } from "./ssh";

/**
 * Runs a command on a host with this terminal's input and output; its exit code. One word may be a
 * whole command, as with ssh; several are taken as they are, and none is a login.
 */
export function inTerminal(inventory: Inventory, host: string, command: readonly string[]): number {
  const [only, ...more] = command;
  const line = more.length === 0 ? only : command.map((each) => word(each)).join(" ");
  const { status, error } = spawnSync("ssh", sshWords(inventory, host, line), { stdio: "inherit" });
  if (error !== undefined) throw error;
  return status ?? 255;
}

/** How a command ended. */
export interface Ended {
  /** Its exit code; 255 where the connection was lost. */
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A command under way. */
export interface Running {
  readonly ended: Promise<Ended>;
  /** Resolves with the first line of its stderr that the pattern matches, or null at its end. */
  said(pattern: RegExp): Promise<string | null>;
  /** Ends this side of the connection at once. */
  hangUp(): void;
}

/** Starts a shell command on a host. */
export function start(inventory: Inventory, host: string, command: string, stdin = ""): Running {
  const child = spawn("ssh", sshWords(inventory, host, command));
  let out = "";
  let err = "";
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8");
  child.stdout.on("data", (data: string) => (out += data));
  child.stderr.on("data", (data: string) => {
    err += data;
    for (const listener of listeners) listener();
  });
  child.stdin.on("error", () => undefined); // it may read none of it
  child.stdin.end(stdin);
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      resolve({ code: code ?? 255, out, err });
    });
  });
  return {
    ended,
    said: (pattern) => {
      const found = () => err.split("\n").find((line) => pattern.test(line));
      return new Promise((resolve, reject) => {
        const look = () => {
          const line = found();
          if (line !== undefined) resolve(line);
        };
        listeners.push(look);
        look();
        ended.then(() => {
          resolve(found() ?? null);
        }, reject);
      });
    },
    hangUp: () => void child.kill("SIGKILL"),
  };
}

/** Runs a shell command on a host, which must succeed; what it prints. */
export async function output(
  inventory: Inventory,
  host: string,
  command: string,
  stdin = "",
): Promise<string> {
  const { code, out, err } = await start(inventory, host, command, stdin).ended;
  if (code !== 0) throw new Error(`${host}: ${command} ended with ${code}: ${out}${err}`);
  return out;
}
