/** A place in a text file; line and column count from 1. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A key of a mapping in a configuration file, or an index of a list. */
export type Key = null | boolean | number | bigint | string;

/** Steps from the root of a document to a value: `["repos", "poky", "branch"]`. */
export type KeyPath = readonly Key[];
