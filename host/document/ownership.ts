/** Who owns a file or directory, and what others may do with it. */
export interface Ownership {
  readonly owner: string;
  readonly group: string;
  /** Octal permissions, `0640`. */
  readonly mode: string;
}
