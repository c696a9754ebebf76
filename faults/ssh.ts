/** One command on a host of the lab, watched while it runs. */
import { spawn } from "node:child_process";
import { sshWords } from "../lab/ssh";
import type { Lab } from "../lab/state";

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

/** Starts a shell command on a host as root. */
export function start(lab: Lab, address: string, command: string, stdin = ""): Running {
  const child = spawn("ssh", [...sshWords(lab, address), "--", command]);
  let out = "";
  let err = "";
  const listeners: (() => void)[] = [];
  child.stdout.on("data", (data: Buffer) => (out += data.toString()));
  child.stderr.on("data", (data: Buffer) => {
    err += data.toString();
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
      return new Promise((resolve) => {
        const look = () => {
          const line = found();
          if (line !== undefined) resolve(line);
        };
        listeners.push(look);
        look();
        void ended.then(() => {
          resolve(found() ?? null);
        });
      });
    },
    hangUp: () => void child.kill("SIGKILL"),
  };
}
