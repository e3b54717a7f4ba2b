import { join } from "node:path";
import { historyTooShort, packFailed, shallowSource } from "../../bundle/errors.ts";
import { packArgs, packRevisions } from "../../bundle/git.ts";
import type { Git } from "../repo/git/git.ts";
import type { Progress } from "../progress.ts";
import { keepFile, type KeptFile } from "./kept_file.ts";

/** What a pack is to have. */
export interface PackRequest {
  /** The repository's name, for messages. */
  readonly name: string;
  /** Commits and annotated tags. */
  readonly tips: readonly string[];
  /** Commits that the other side has. */
  readonly since: readonly string[];
  /** Commits of each history; 0 is all. */
  readonly depth: number;
}

/** A pack that was made. */
export interface MadePack extends KeptFile {
  /** Where history was cut. */
  readonly shallow: readonly string[];
}

/**
 * Makes a pack of objects in a bare repository: the same of each clone, as far as git is the same.
 * @throws UserError if the clone is shallow, and has less than is asked for
 */
export async function packGit(
  git: Git,
  { name, tips, since, depth }: PackRequest,
  path: string,
  progress: Progress,
): Promise<MadePack> {
  const { host } = git.tools.session;
  const cut = new Set(
    (host.readText(join(git.directory, "shallow")) ?? "").split("\n").filter((line) => line),
  );
  if (depth === 0 && cut.size > 0) throw shallowSource(name);
  const shallow = depth === 0 ? [] : await cutHistory(git, name, tips, depth, cut);
  const args = packArgs(shallow.length > 0, since.length > 0, progress.shown);
  try {
    const kept = await keepFile(host, path, async (onBytes) => {
      const { status, stderr } = await git.run(args, {
        lookUp: false,
        collect: "tail",
        stdin: packRevisions(tips, since, shallow),
        onBytes,
        onLine: (_stream, line) => progress.update(name, line),
      });
      if (status !== 0) throw packFailed(name, stderr.trim());
    });
    return { ...kept, shallow };
  } finally {
    progress.done(name);
  }
}

/**
 * The commits at which history is cut, so that each tip has `depth` commits.
 * @param cut where the clone's own history ends
 */
async function cutHistory(
  git: Git,
  name: string,
  tips: readonly string[],
  depth: number,
  cut: ReadonlySet<string>,
): Promise<string[]> {
  const seen = new Set<string>();
  let level = new Set<string>();
  for (const tip of tips) level.add((await git.resolve(tip))!);
  for (let count = 1; level.size > 0; count++) {
    for (const commit of level) seen.add(commit);
    const parents = await parentsOf(git, [...level]);
    const hasMore = (commit: string) => cut.has(commit) || parents.get(commit)!.length > 0;
    if (count === depth) return [...level].filter(hasMore).sort();
    const short = [...level].find((commit) => cut.has(commit));
    if (short !== undefined) throw historyTooShort(name, count, depth);
    level = new Set([...parents.values()].flat().filter((commit) => !seen.has(commit)));
  }
  return [];
}

async function parentsOf(git: Git, commits: readonly string[]): Promise<Map<string, string[]>> {
  const listed = await git.output(["rev-list", "--no-walk", "--parents", "--stdin"], {
    stdin: commits.map((commit) => `${commit}\n`).join(""),
  });
  return new Map(
    listed.split("\n").filter((line) => line).map((line) => {
      const [commit, ...parents] = line.split(" ");
      return [commit!, parents];
    }),
  );
}
