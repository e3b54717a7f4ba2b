import { join } from "node:path";
import type { Repo } from "../../repo/repo.ts";

/** The directory in a work tree that holds its history (.git or .hg), and what kas notes there. */
export function administration(directory: string, { type }: Pick<Repo, "type">): string {
  return join(directory, `.${type}`);
}
