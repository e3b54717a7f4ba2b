import { join } from "node:path";
import { publicUrl } from "../../../base/credentials.ts";
import { RecordSplitter } from "../../../host/output.ts";
import { parseOwnCommits, resolveArgs, StatusReader } from "../../../repo/git.ts";
import {
  ALL_OWN_COMMITS_ARGS,
  createdCommits,
  reasonOf,
  UNPUSHED_ARGS,
  unwatchedFiles,
} from "../../../repo/own_work.ts";
import { isPythonCache } from "../../../repo/signature.ts";
import { candidateUrls } from "../../../repo/url.ts";
import { MOST_CHANGES } from "../../../repo/work_tree.ts";
import type { ToolOptions } from "../../tools.ts";
import { nestedRepositories } from "../nested_repositories.ts";
import { Git, type GitRepo } from "./git.ts";
import { unfinished } from "./keep.ts";
import { ownHeads } from "./own_heads.ts";
import { recover } from "./recover.ts";
import { foreignSettings } from "./settings.ts";
import { isFresh } from "./work_tree.ts";

/**
 * Why a clone holds more than its origin and the patches can give again; empty if it does not.
 * What .gitignore names, and Python's caches, are products.
 */
export async function ownWork(it: GitRepo): Promise<string[]> {
  const { session: { host }, git, repo } = it;
  if (host.lstat(join(repo.path, ".git"))?.kind !== "directory") {
    return [`it is no clone of ${repo.url}`];
  }
  if (repo.allowedSigners) {
    const foreign = await foreignSettings(it);
    // Such settings would count in all that is asked below.
    if (foreign.length > 0) return reasonOf("it is signed, but has settings of its own", foreign);
  }
  // Else git would tell of the repository around it, or of another work tree.
  const root = host.realPath(repo.path);
  const places = await git.ask(["rev-parse", "--absolute-git-dir", "--show-toplevel"]);
  if (places !== `${join(root, ".git")}\n${root}`) return ["git does not know it as a repository"];
  await recover(it);
  const doing = unfinished(it);
  const reader = new Reader(git);
  const reasons = [
    ...await otherOrigin(it),
    ...(doing === undefined ? [] : [`a ${doing} is not finished`]),
    ...(await isStashed(git) ? ["it has stashes (git stash list)"] : []),
    ...reasonOf("it has further work trees", workTrees(it)),
    ...reasonOf("files of .git change its history", historyFiles(it)),
    ...await changes(it, reader),
    ...await commits(it, reader),
    ...await submodules(it),
  ];
  return [...reasons, ...reasonOf("git cannot read it", [...reader.failures])];
}

/** Asks git, and remembers what it could not tell. */
class Reader {
  readonly failures = new Set<string>();

  constructor(private readonly git: Git) {}

  async output(args: readonly string[], options: ToolOptions = {}): Promise<string> {
    const { status, stdout, stderr } = await this.git.run(args, options);
    if (status !== 0) this.failures.add(stderr.trim().split("\n")[0]!);
    return status === 0 ? stdout.trim() : "";
  }

  /** Reads the records that git prints, each with a NUL at its end: none is kept. */
  async records(args: readonly string[], onRecord: (record: string) => void): Promise<void> {
    const splitter = new RecordSplitter(onRecord);
    const onText = (text: string) => splitter.add(text);
    await this.output(args, { collect: "tail", onText });
  }
}

async function otherOrigin({ session, git, repo }: GitRepo): Promise<string[]> {
  const urls = candidateUrls(repo.url ?? "", session.settings.premirrors)
    .map((url) => publicUrl(url).url);
  const origin = await git.ask(["config", "--local", "--get-all", "remote.origin.url"]);
  if (origin === undefined) return ["it has no origin"];
  const found = publicUrl(origin).url;
  return urls.includes(found) ? [] : [`its origin is ${found}, not ${urls.at(-1)}`];
}

const isStashed = async (git: Git) => await git.ask(resolveArgs("refs/stash")) !== undefined;

function workTrees({ session: { host }, repo }: GitRepo): string[] {
  const directory = join(repo.path, ".git/worktrees");
  return host.list(directory)
    .map((name) => host.readText(join(directory, name, "gitdir"))?.trim() ?? "")
    .filter((path) => path !== "" && host.lstat(path) !== undefined);
}

/** Files that make git see other commits than the repository's own (gitrepository-layout(5)). */
function historyFiles({ session: { host }, repo }: GitRepo): string[] {
  return ["commondir", "info/grafts"]
    .filter((name) => host.lstat(join(repo.path, ".git", name)) !== undefined);
}

async function changes(it: GitRepo, git: Reader): Promise<string[]> {
  const { session: { host }, repo, nested } = it;
  if (isFresh(it)) return [];
  const paths = ["--", ".", ...nested.map((path) => `:(exclude,literal)${path}`)];
  /** The first paths of those listed that count. */
  const list = async (args: string[], pathOf: (record: string) => string | undefined) => {
    const found: string[] = [];
    await git.records(["ls-files", "-z", ...args, ...paths], (record) => {
      const path = pathOf(record);
      if (path !== undefined && found.length < MOST_CHANGES) found.push(path);
    });
    return found;
  };
  // What a repository says in .gitmodules hides nothing here, nor what only this clone ignores.
  const status = ["--no-optional-locks", "status", "--porcelain=v2", "--branch", "-z"];
  const tracked = ["--untracked-files=no", "--ignore-submodules=none"];
  const changed: string[] = [];
  const reader = new StatusReader((path) => changed.length < MOST_CHANGES && changed.push(path));
  await git.records([...status, ...tracked, ...paths], (record) => reader.add(record));
  const others = await list(
    ["--others", "--exclude-per-directory=.gitignore"],
    (path) => isPythonCache(path) ? undefined : path,
  );
  const unwatched = await list(["-v"], (record) => {
    const [path] = unwatchedFiles(record);
    return path !== undefined && host.lstat(join(repo.path, path)) ? path : undefined;
  });
  const skipped = new Set(nested.map((path) => join(repo.path, path)));
  const hidden: string[] = [];
  await list(
    ["--others", "--ignored", "--exclude-per-directory=.gitignore", "--directory"],
    (path) => {
      if (path.endsWith("/")) {
        hidden.push(...nestedRepositories(host, join(repo.path, path), skipped));
      }
      return undefined;
    },
  );
  return [
    ...reasonOf("it has changes", [...changed, ...others]),
    ...reasonOf("git is told not to look at (git update-index)", unwatched),
    ...reasonOf("other repositories lie in it", hidden),
  ];
}

async function commits(it: GitRepo, reader: Reader): Promise<string[]> {
  const { session: { host }, git, repo } = it;
  const created = new Set(createdCommits(reflogs(it).map((log) => host.readText(log)).join("\n")));
  const pinned = repo.commit === null ? undefined : await git.findCommit(repo.commit);
  // Being pinned, and checked out by kas, makes a commit of the user's no other one.
  const known = [...ownHeads(it), ...(pinned === undefined ? [] : [pinned])]
    .filter((id) => !created.has(id)).map((id) => `^${id}\n`).join("");
  const own = await reader.output(ALL_OWN_COMMITS_ARGS, { stdin: known });
  // Those that no branch has any more, too: a tag, or the reflog, may be all that leads to them.
  const made = [...created].map((id) => `${id}\n`).join("");
  const unpushed = created.size === 0
    ? []
    : (await reader.output(UNPUSHED_ARGS, { stdin: made + known })).split("\n");
  const found = parseOwnCommits(own).filter(({ ofPatch }) => !ofPatch).map(({ id }) => id);
  return reasonOf(
    "it has commits that are nowhere else",
    [...new Set([...found, ...unpushed.filter((id) => created.has(id))])],
  );
}

function reflogs({ session: { host }, repo }: GitRepo): string[] {
  const files = (path: string): string[] =>
    host.lstat(path)?.kind === "directory"
      ? host.list(path).flatMap((name) => files(join(path, name)))
      : [path];
  const logs = join(repo.path, ".git/logs");
  return [join(logs, "HEAD"), ...files(join(logs, "refs/heads"))];
}

/** kas sets no submodules up, but users do. */
async function submodules({ session: { host }, git, repo }: GitRepo): Promise<string[]> {
  const gitDirectories = (path: string): string[] =>
    host.list(path).map((name) => join(path, name)).flatMap((child) =>
      host.lstat(child)?.kind !== "directory"
        ? []
        : host.lstat(join(child, "HEAD"))
        ? [child, ...gitDirectories(join(child, "modules"))]
        : gitDirectories(child)
    );
  const found: string[] = [];
  for (const directory of gitDirectories(join(repo.path, ".git/modules"))) {
    const module = new Git(git.tools, directory, true);
    const own = await module.ask(ALL_OWN_COMMITS_ARGS);
    if (own !== "" || await isStashed(module)) found.push(directory);
  }
  return reasonOf("submodules have work of their own", found);
}
