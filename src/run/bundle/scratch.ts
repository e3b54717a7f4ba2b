import { dirname, join } from "node:path";
import { publicUrl } from "../../base/credentials.ts";
import { setIniKeys } from "../../base/ini.ts";
import type { Settings } from "../../config/settings.ts";
import { hgDefaultPath } from "../../repo/hg.ts";
import { isManaged, type ManagedRepo, type Repo } from "../../repo/repo.ts";
import { KEY_CACHE } from "../../repo/signature.ts";
import { makeOwnedDirectory, removeAbandoned, removeOwnedDirectory } from "../owned_directory.ts";
import { markClone } from "../repo/clone_mark.ts";
import { Git } from "../repo/git/git.ts";
import { Hg } from "../repo/hg/hg.ts";
import { sourcesOf } from "../repo/places.ts";
import type { Session } from "../session.ts";
import { Tools } from "../tools.ts";

const PREFIX = ".kas-bundle-";

/** A work directory for one bundle: what is checked out in the user's own stays as it is. */
export interface Scratch {
  readonly directory: string;
  readonly settings: Settings;
  /** Files on their way into the bundle. */
  readonly blobs: string;
}

/** Makes one beside the bundle that is to be written; it goes when the run ends. */
export async function makeScratch(session: Session, output: string): Promise<Scratch> {
  const { host, log, settings, cleanups } = session;
  const parent = dirname(output);
  await removeAbandoned(host, log, parent, PREFIX);
  const directory = join(parent, `${PREFIX}${host.uniqueName()}`);
  cleanups.push(() => removeOwnedDirectory(host, directory));
  makeOwnedDirectory(host, directory);
  const [workDir, blobs] = [join(directory, "work"), join(directory, "blobs")];
  host.makeDirectory(workDir);
  host.makeDirectory(blobs);
  const cache = join(settings.workDir, KEY_CACHE);
  if (host.stat(cache)) host.symlink(cache, join(workDir, KEY_CACHE));
  return {
    directory,
    blobs,
    settings: {
      ...settings,
      workDir,
      buildDir: join(workDir, "build"),
      localDir: settings.localDir ?? settings.workDir,
      // What is shallow cannot be bundled.
      cloneDepth: 0,
    },
  };
}

/**
 * Clones into the scratch what is on disk already, without copying objects: what it is pinned to
 * is there then as it is in the user's own, and only what is missing is fetched.
 * @param repos as they are in the user's work directory
 */
export async function seedScratch(
  session: Session,
  scratch: Scratch,
  repos: readonly Repo[],
): Promise<void> {
  const { host, settings: { workDir } } = session;
  const tools = new Tools({ ...session, settings: scratch.settings }, {});
  for (const repo of repos.filter(isManaged)) {
    const at = host.realPath(repo.path);
    if (!repo.path.startsWith(`${workDir}/`)) continue;
    const path = join(scratch.settings.workDir, repo.path.slice(workDir.length + 1));
    if (host.lstat(join(at, `.${repo.type}`))?.kind !== "directory") continue;
    host.makeDirectory(path);
    if (repo.type === "git") await seedGit(tools, repo, at, path);
    else await seedHg(tools, at, path);
    markClone(host, path, repo);
  }
}

/** References that a repository is looked up by. */
const SEEDED_REFS = ["refs/heads", "refs/remotes/origin", "refs/tags"];

async function seedGit(tools: Tools, repo: ManagedRepo, from: string, to: string): Promise<void> {
  const { session } = tools;
  const { host } = session;
  const source = new Git(tools, from);
  const git = new Git(tools, to);
  const format = await source.ask(["rev-parse", "--show-object-format"]) ?? "sha1";
  await git.output(["init", "-q", "--template=", `--object-format=${format}`]);
  const own = join(from, ".git");
  host.write(join(to, ".git/objects/info/alternates"), `${join(own, "objects")}\n`);
  const shallow = host.read(join(own, "shallow"));
  if (shallow) host.write(join(to, ".git/shallow"), shallow);
  const listed = await source.output([
    "for-each-ref",
    "--format=%(symref) create %(refname) %(objectname)",
    ...SEEDED_REFS,
  ]);
  // A symbolic one stands for another of them.
  const lines = listed.split("\n").filter((line) => line.startsWith(" create "));
  await git.output(["update-ref", "--stdin"], {
    stdin: lines.map((line) => `${line.trim()}\n`).join(""),
  });
  const head = await source.resolve("HEAD");
  if (head !== undefined) await git.output(["update-ref", "--no-deref", "HEAD", head]);
  const url = await source.ask(["remote", "get-url", "origin"]);
  const [first] = sourcesOf(session, repo).urls;
  const isSame = url === publicUrl(repo.url).url || url === undefined;
  await git.output(["remote", "add", "--", "origin", isSame ? first!.url : url]);
}

async function seedHg(tools: Tools, from: string, to: string): Promise<void> {
  const { host } = tools.session;
  const clone = ["clone", "--noupdate", "--", from, to];
  const { status } = await new Hg(tools, dirname(to)).run(clone, {});
  if (status !== 0) return await host.removeTree(to);
  const hgrc = join(to, ".hg/hgrc");
  const url = hgDefaultPath(host.readText(join(from, ".hg/hgrc")) ?? "");
  if (url === undefined) return;
  host.write(hgrc, setIniKeys(host.readText(hgrc) ?? "", "paths", { default: url }));
}
