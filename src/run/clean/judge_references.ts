import { dirname, join, resolve } from "node:path";
import { publicUrl } from "../../base/credentials.ts";
import type { JudgedRepos, Kept } from "../../clean/kept.ts";
import type { Host } from "../../host/host.ts";
import { isManaged } from "../../repo/repo.ts";
import { candidateUrls, referenceName } from "../../repo/url.ts";
import type { ReadyProject } from "../project.ts";
import { Git } from "../repo/git/git.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";
import { isListable } from "../repo/nested_repositories.ts";
import { realPlace } from "./emptied_directory.ts";
import { mountPoints } from "./protected_paths.ts";

/**
 * The copies of repositories in KAS_REPO_REF_DIR that could be removed, and those that are
 * no copies, or that other repositories borrow from, as far as is seen.
 * @param removed real paths of the repositories that go
 * @param force what is there is removed, whatever it is
 */
export async function judgeReferences(
  session: Session,
  project: ReadyProject,
  removed: ReadonlySet<string>,
  force: boolean,
): Promise<JudgedRepos> {
  const { host, settings } = session;
  const { refDir } = settings;
  if (!refDir) return { repos: [], kept: [] };
  const kept: Kept[] = [];
  const repos = new Map<string, string>();
  for (const { url } of project.repos.filter(isManaged)) {
    const name = referenceName(url);
    const path = name && realPlace(host, join(refDir, name));
    if (path && host.lstat(path)) repos.set(path, url);
  }
  if (force || repos.size === 0) return { repos: [...repos.keys()], kept };
  const borrowers = findBorrowers(session, project, removed);
  for (const [path, url] of repos) {
    const borrower = borrowers.get(path);
    const reason = !await isBareClone(session, project, path, url)
      ? `it is no bare clone of ${publicUrl(url).url}`
      : borrower && `${borrower} borrows from it`;
    if (reason) kept.push({ path, reasons: [reason], byForce: true });
  }
  return { repos: [...repos.keys()], kept };
}

async function isBareClone(
  session: Session,
  { environment }: ReadyProject,
  path: string,
  url: string,
): Promise<boolean> {
  if (session.host.lstat(path)?.kind !== "directory") return false;
  const git = new Git(new Tools(session, environment), path, true);
  const urls = candidateUrls(url, session.settings.premirrors).map((each) => publicUrl(each).url);
  const origin = await git.ask(["config", "--local", "--get-all", "remote.origin.url"]);
  return origin !== undefined && urls.includes(publicUrl(origin).url) &&
    await git.ask(["rev-parse", "--is-bare-repository"]) === "true";
}

/** So many directories are looked into for repositories that borrow. */
const MOST_DIRECTORIES = 20_000;
const DEEPEST = 3;

/** Reference repository → a repository that borrows from it and stays. Mounts are left alone. */
function findBorrowers(
  { host, settings }: Session,
  { repos }: ReadyProject,
  removed: ReadonlySet<string>,
): Map<string, string> {
  const workDir = host.realPath(settings.workDir);
  const refDir = host.realPath(settings.refDir!);
  const found = new Map<string, string>();
  const seen = new Set([...mountPoints(host), host.realPath(settings.buildDir)]);
  const look = (path: string, depth: number) => {
    if (seen.size > MOST_DIRECTORIES || seen.has(path) || removed.has(path)) return;
    if (!isListable(host, path)) return;
    seen.add(path);
    for (const objects of [join(path, ".git/objects"), join(path, "objects")]) {
      for (const lender of lenders(host, objects)) found.set(lender, path);
    }
    if (depth === 0) return;
    const names = host.list(path).filter((name) => !name.startsWith("."));
    for (const name of names) look(join(path, name), depth - 1);
  };
  for (const repo of repos) {
    seen.delete(host.realPath(repo.path));
    look(host.realPath(repo.path), 0);
  }
  for (const root of [workDir, refDir, dirname(workDir), dirname(refDir)]) {
    seen.delete(root);
    look(root, DEEPEST);
  }
  return found;
}

/** The repositories whose objects a repository uses (gitrepository-layout(5)). */
function lenders(host: Host, objects: string): string[] {
  const file = join(objects, "info/alternates");
  // Others may have closed what they borrow with.
  if (!isListable(host, dirname(file)) || !host.stat(file)) return [];
  return (host.readText(file) ?? "").split("\n")
    .filter((line) => line !== "")
    .map((line) => dirname(host.realPath(resolve(objects, line))));
}
