import { join } from "node:path";
import type { Submodule } from "../../bundle/manifest.ts";
import { SUBMODULES } from "../../bundle/site_files.ts";
import { isManaged, type Repo } from "../../repo/repo.ts";
import { Git } from "../repo/git/git.ts";
import { referencePath } from "../repo/places.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";

/**
 * Checks out the submodules that an imported bundle has, as they were checked out where it was made:
 * git itself would ask for them where they come from.
 */
export async function placeSubmodules(session: Session, repos: readonly Repo[]): Promise<void> {
  const { host, settings, log } = session;
  const text = host.readText(join(settings.workDir, SUBMODULES));
  if (text === undefined) return;
  const submodules: readonly Submodule[] = JSON.parse(text);
  const tools = new Tools(session, {});
  for (const submodule of submodules) {
    const repo = repos.find(({ id }) => id === submodule.repo);
    const reference = referencePath(session, submodule.url);
    if (!repo || !isManaged(repo) || reference === undefined || !host.stat(reference)) continue;
    const around = submodules.filter(({ repo: id, path }) =>
      id === repo.id && submodule.path.startsWith(`${path}/`)
    ).map(({ path }) =>
      path
    ).sort().at(-1) ?? "";
    const git = new Git(tools, join(repo.path, around));
    const path = around === "" ? submodule.path : submodule.path.slice(around.length + 1);
    if (!await isWanted(git, path, submodule)) continue;
    log.info(`Checking the submodule ${submodule.path} of repository ${repo.name} out`);
    await checkOut(git, path, submodule, reference);
  }
}

/** Whether it is what the repository around has there, and is not checked out yet. */
async function isWanted(git: Git, path: string, { commit }: Submodule): Promise<boolean> {
  const { host } = git.tools.session;
  if (!host.lstat(join(git.directory, ".git"))) return false;
  const entry = await git.ask(["ls-files", "--stage", "--", path]);
  if (!entry?.startsWith(`160000 ${commit} `)) return false;
  const directory = join(git.directory, path);
  const isThere = host.lstat(join(directory, ".git")) !== undefined;
  return !isThere || await new Git(git.tools, directory).resolve("HEAD") !== commit;
}

async function checkOut(
  git: Git,
  path: string,
  { name, url }: Submodule,
  reference: string,
): Promise<void> {
  const key = `submodule.${name}.url`;
  await git.output(["config", "--", key, reference]);
  try {
    const update = ["submodule", "update", "--quiet", "--init", "--", path];
    await git.output(["-c", "protocol.file.allow=always", ...update], { lookUp: false });
  } finally {
    await git.output(["config", "--", key, url]);
  }
  const inner = new Git(git.tools, join(git.directory, path));
  await inner.output(["remote", "set-url", "--", "origin", url]);
}
