import { join } from "node:path";
import { initBareArgs } from "../../repo/git.ts";
import { Git } from "../repo/git/git.ts";
import type { Tools } from "../tools.ts";

/**
 * A bare repository that has no objects of its own, and finds those of several others.
 * @param commit one of them: it tells how objects are named
 * @param sources git directories
 */
export async function collectObjects(
  tools: Tools,
  path: string,
  commit: string,
  sources: readonly string[],
): Promise<Git> {
  const { host } = tools.session;
  host.makeDirectory(path);
  const git = new Git(tools, path, true);
  await git.output(initBareArgs(commit));
  const objects = sources.map((source) => `${join(source, "objects")}\n`);
  host.write(join(path, "objects/info/alternates"), objects.join(""));
  const shallow = sources.map((source) => host.readText(join(source, "shallow")) ?? "").join("");
  if (shallow !== "") host.write(join(path, "shallow"), shallow);
  return git;
}
