import { join } from "node:path";
import { foreignSettings as foreignSettingsError } from "../../../repo/errors.ts";
import { isHarmlessSetting } from "../../../repo/signature.ts";
import { Git, type GitRepo } from "./git.ts";

/** Files that move the configuration elsewhere, or change what files and commits are. */
const FILES = ["commondir", "config.worktree", "info/attributes", "info/grafts"];

/**
 * Refuses a repository whose own configuration could start programs or hide files, before git
 * reads it: for repositories whose signature is asked for. @throws UserError
 */
export async function refuseForeignSettings(it: GitRepo): Promise<void> {
  const foreign = await foreignSettings(it);
  if (foreign.length > 0) throw foreignSettingsError(it.repo, foreign);
}

/** Keys of a repository's own configuration, and files beside it, that it must not have then. */
export async function foreignSettings({ session, git, repo }: GitRepo): Promise<string[]> {
  const { host } = session;
  const administration = join(repo.path, ".git");
  const kind = host.lstat(administration)?.kind;
  if (kind === undefined) return [];
  if (kind !== "directory") return ["it is no directory"];
  const file = join(administration, "config");
  // From the root directory, where no repository is found whose configuration would count.
  const reader = new Git(git.tools, "/");
  const listed = await reader.output(
    ["config", "--file", file, "--no-includes", "--null", "--name-only", "--list"],
  );
  const foreign = listed.split("\0").filter((key) => key !== "" && !isHarmlessSetting(key));
  return [
    ...foreign,
    ...FILES.filter((name) => host.lstat(join(administration, name)) !== undefined),
  ];
}
