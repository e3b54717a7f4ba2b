/** One build of the matrix. */
export interface MatrixEntry {
  /** Of the files and the machine; no other entry has it. */
  readonly name: string;
  /** The project files as `kas build` takes them. */
  readonly config: string;
  readonly machine: string;
  /** SHA-256 over all that decides on what is built; null where that is not known. */
  readonly digest: string | null;
  /** Why there is no digest, a sentence each. */
  readonly unknown: readonly string[];
  /** The image that kas-container would take. */
  readonly image: string;
}

/** What programs are told of an entry. */
export function entryFields({ name, config, machine, digest }: MatrixEntry) {
  return { name, config, machine, digest };
}
