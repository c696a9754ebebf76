/** A session of the README: what is typed, and what is shown of the answer. */
export interface Session {
  readonly commands: readonly string[];
  readonly shown: readonly { readonly line: string; readonly isWhole: boolean }[];
}

/** Reads a session: `$ ` begins a command; `…` stands for lines, or for the end of one, left out. */
export function session(text: string): Session {
  const lines = text.trimEnd().split("\n");
  return {
    commands: lines.filter((line) => line.startsWith("$ ")).map((line) => line.slice(2)),
    shown: lines
      .filter((line) => !line.startsWith("$ ") && line !== "…")
      .map((line) => ({ line: line.replace(/ …$/, ""), isWhole: !line.endsWith(" …") })),
  };
}
