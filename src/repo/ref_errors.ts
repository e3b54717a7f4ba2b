import { UserError } from "../base/errors.ts";
import type { Repo } from "./repo.ts";

// What git and Mercurial repositories can be asked for in vain.

/** @throws UserError if the repository is pinned to a tag and to a branch */
export function refuseTagWithBranch({ name, tag, branch }: Repo): void {
  if (tag === null || branch === null) return;
  throw new UserError(
    `Both tag "${tag}" and branch "${branch}" cannot be specified for repository "${name}"`,
  );
}

export function tagNotFound({ name, tag }: Repo): UserError {
  return new UserError(`Tag "${tag}" cannot be found in repository "${name}"`);
}

/** @param tagged the commit that the tag stands for */
export function tagMismatch({ name, tag, commit }: Repo, tagged: string): UserError {
  return new UserError(
    `Provided tag "${tag}" ("${tagged}") does not match provided commit "${commit}" in ` +
      `repository "${name}", aborting!`,
  );
}

export function branchLacksCommit({ name, branch, commit }: Repo): UserError {
  return new UserError(
    `Branch "${branch}" in repository "${name}" does not contain commit "${commit}"`,
  );
}
