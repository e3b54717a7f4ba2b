import { join } from "node:path";
import type { Host } from "../../host/host.ts";
import { Git } from "../repo/git/git.ts";
import { Hg } from "../repo/hg/hg.ts";
import type { Tools } from "../tools.ts";

/** Names that are nobody's work: what version control keeps, and what kas makes for itself. */
const SKIPPED = /^\.(?:git|hg|kas_.*|kas-bundle.*|kas-import.*|kas-clone-.*)$/;

/**
 * Paths of the files of a directory, seen from there: those that its version control tracks or
 * does not ignore, with the submodules that are checked out, or else all.
 * @param skipped real paths of directories and files that are somebody else's
 */
export async function ownFiles(
  tools: Tools,
  directory: string,
  skipped: ReadonlySet<string>,
): Promise<string[]> {
  const { host } = tools.session;
  const listed = host.stat(join(directory, ".git"))
    ? await ofGit(tools, directory, skipped)
    : host.stat(join(directory, ".hg"))
    ? await ofHg(tools, directory)
    : undefined;
  if (listed === undefined) return walk(host, directory, "", skipped);
  const isOwn = (path: string) => {
    const names = path.split("/");
    return !names.some((name) => SKIPPED.test(name)) &&
      !names.some((_, index) =>
        skipped.has(host.realPath(join(directory, ...names.slice(0, index + 1))))
      );
  };
  return listed.filter(isOwn);
}

async function ofGit(
  tools: Tools,
  directory: string,
  skipped: ReadonlySet<string>,
): Promise<string[]> {
  const { host } = tools.session;
  const git = new Git(tools, directory);
  const files: string[] = [];
  const submodules: string[] = [];
  await git.records(["ls-files", "-z", "--cached", "--stage"], (record) => {
    const [, mode, stage, path] = /^(\d+) \S+ (\d)\t(.*)$/s.exec(record)!;
    if (mode === "160000") submodules.push(path!);
    else if (stage === "0" && host.lstat(join(directory, path!))) files.push(path!);
  });
  const others = ["ls-files", "-z", "--others", "--exclude-standard"];
  // What ends with "/" is another repository.
  await git.records(others, (path) => path.endsWith("/") || files.push(path));
  for (const path of submodules) {
    const root = join(directory, path);
    if (skipped.has(host.realPath(root)) || !host.lstat(join(root, ".git"))) continue;
    files.push(...(await ownFiles(tools, root, skipped)).map((file) => join(path, file)));
  }
  return [...new Set(files)].sort();
}

async function ofHg(tools: Tools, directory: string): Promise<string[]> {
  const { host } = tools.session;
  const args = ["status", "--modified", "--added", "--clean", "--unknown", "--no-status", "-0"];
  const listed = await new Hg(tools, directory).output(args);
  return listed.split("\0").filter((path) => path !== "" && host.lstat(join(directory, path)))
    .sort();
}

function walk(
  host: Host,
  root: string,
  below: string,
  skipped: ReadonlySet<string>,
): string[] {
  return host.list(join(root, below)).flatMap((name): string[] => {
    const path = join(below, name);
    const kind = host.lstat(join(root, path))?.kind;
    if (SKIPPED.test(name) || skipped.has(host.realPath(join(root, path)))) return [];
    if (kind === "directory") return walk(host, root, path, skipped);
    return kind === "file" || kind === "symlink" ? [path] : [];
  });
}
