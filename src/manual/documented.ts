import type { Example, Option, Positional } from "../base/arguments.ts";

/** A program or command as its manual page and its completion need it. */
export interface Documented {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  readonly options: readonly Option[];
  readonly positionals: readonly Positional[];
  readonly examples?: readonly Example[];
  /** A command that kas-container does not know. */
  readonly hostOnly?: boolean;
}
