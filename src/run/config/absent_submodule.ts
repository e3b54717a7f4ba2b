import { dirname, join, relative } from "node:path";
import type { Problem } from "../../base/problem.ts";
import { fileInSubmodule } from "../../config/errors.ts";
import { Git } from "../repo/git/git.ts";
import type { Tools } from "../tools.ts";

/** The problems; those of files that are missing with their git submodule tell what brings that. */
export async function explainAbsences(
  tools: Tools,
  problems: readonly Problem[],
): Promise<Problem[]> {
  const submodules = new Map<string, readonly string[]>();
  const told: Problem[] = [];
  for (const problem of problems) {
    const { file } = problem.fields;
    const repository = problem.kind === "file_not_found" && typeof file === "string"
      ? repositoryAround(tools, file)
      : undefined;
    if (repository === undefined) {
      told.push(problem);
      continue;
    }
    const paths = submodules.get(repository) ?? await submodulePaths(tools, repository);
    submodules.set(repository, paths);
    const inside = relative(repository, file as string);
    const submodule = paths.find((path) => inside.startsWith(`${path}/`));
    const absent = submodule !== undefined && !isFilled(tools, join(repository, submodule));
    told.push(absent ? fileInSubmodule(problem, submodule, repository) : problem);
  }
  return told;
}

/** A submodule that is checked out has a `.git`, too, and is a repository of its own. */
function repositoryAround({ session: { host } }: Tools, file: string): string | undefined {
  for (let directory = dirname(file);; directory = dirname(directory)) {
    if (host.stat(join(directory, ".git"))) return directory;
    if (directory === dirname(directory)) return undefined;
  }
}

async function submodulePaths(tools: Tools, repository: string): Promise<string[]> {
  // A pipe or device would keep git reading.
  if (tools.session.host.lstat(join(repository, ".gitmodules"))?.kind !== "file") return [];
  const paths = ["--null", "--get-regexp", "^submodule\\..*\\.path$"];
  const git = new Git(tools, repository);
  const found = await git.ask(["config", "--file", ".gitmodules", ...paths]) ?? "";
  return found.split("\0").map((entry) => entry.slice(entry.indexOf("\n") + 1));
}

function isFilled({ session: { host } }: Tools, directory: string): boolean {
  return host.stat(directory)?.kind === "directory" && host.list(directory).length > 0;
}
