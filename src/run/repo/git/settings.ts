import { join } from "node:path";
import { foreignSettings } from "../../../repo/errors.ts";
import { isHarmlessSetting } from "../../../repo/signature.ts";
import type { GitRepo } from "./git.ts";
import { Git } from "./git.ts";

/**
 * Refuses a repository whose own configuration could start programs or hide files, before git
 * reads it: for repositories whose signature is asked for. @throws UserError
 */
export async function refuseForeignSettings({ session, git, repo }: GitRepo): Promise<void> {
  const { host } = session;
  const file = join(repo.path, ".git/config");
  if (host.lstat(file) === undefined) return;
  // From the root directory, where no repository is found whose configuration would count.
  const reader = new Git(git.tools, "/");
  const listed = await reader.output(
    ["config", "--file", file, "--no-includes", "--null", "--name-only", "--list"],
  );
  const foreign = listed.split("\0").filter((key) => key !== "" && !isHarmlessSetting(key));
  const info = join(repo.path, ".git/info/attributes");
  if (host.lstat(info) !== undefined) foreign.push("info/attributes");
  if (foreign.length > 0) throw foreignSettings(repo, foreign);
}
