import type { Problem } from "../base/problem.ts";
import { checkNames } from "../config/check_names.ts";
import { type Config, decodeConfig } from "../config/config.ts";
import type { ConfigFile, IncludeWalk } from "../config/include.ts";
import { mergeMaps } from "../config/merge.ts";
import { validateDocument } from "../config/validate.ts";
import type { ValueMap } from "../config/value.ts";
import { type LocalRepos, withLocalRepos } from "../repo/local_override.ts";
import { type Finding, findingOf, warningsOf } from "./finding.ts";
import { followsFrom, hidesRepos, isLocalMistake, withoutMistakes } from "./without_mistakes.ts";

/** The configuration as far as it can be read, mistakes left out. */
export interface Draft {
  readonly config: Config;
  /** Repositories that includes name and whose files were not read. */
  readonly missingRepos: readonly string[];
  /** No mistake hides anything of repositories in the files that were read. */
  readonly sound: boolean;
  /** All that the project consists of was read, too: what is not there is nowhere. */
  readonly complete: boolean;
  /** What is wrong with the files, each for itself, and with names in all of them. */
  readonly findings: readonly Finding[];
  /** Whether a finding may only follow from a mistake that is told anyway. */
  readonly follows: (finding: Finding) => boolean;
}

/** Makes a configuration of the files that were read. */
export function draftConfig(walk: IncludeWalk, local: LocalRepos): Draft {
  const { files, missingRepos, topRepo, notes } = walk;
  const problems = walk.kind === "broken" ? walk.problems : [];
  const mistakes = Map.groupBy(problems.filter(isLocalMistake), ({ place }) => place?.file);
  const roots = new Map<ConfigFile["file"], ValueMap | undefined>();
  for (const { file } of files) {
    if (roots.has(file)) continue;
    roots.set(file, soundRoot(file, mistakes.get(file.document.file) ?? []));
  }
  const read = files.map(({ file }) => roots.get(file)).filter((root) => root !== undefined);
  const sound = read.length === files.length &&
    problems.every((problem) => isLocalMistake(problem) && !hidesRepos(problem));
  const merged = withLocalRepos(mergeMaps(read), local);
  const names = checkNames(decodeConfig(merged.root, files, topRepo));
  const follows = followsFrom(problems.filter(isLocalMistake));
  return {
    config: names.value,
    missingRepos,
    sound,
    complete: sound && missingRepos.length === 0,
    findings: [
      ...problems.map((problem) => findingOf(problem)),
      ...warningsOf([...notes, ...merged.notes]),
      ...names.problems.map((problem) => findingOf(problem)).filter((it) => !follows(it)),
    ],
    follows,
  };
}

/** What a file says, its mistakes left out; undefined where nothing remains to be relied on. */
function soundRoot(
  { document, root }: ConfigFile["file"],
  mistakes: readonly Problem[],
): ValueMap | undefined {
  if (mistakes.length === 0) return root;
  const rest = withoutMistakes(root, mistakes.map(({ key }) => key!));
  const left = validateDocument({ ...document, root: rest });
  // Nothing goes by the header any more, whose includes were followed.
  return left.every(({ key }) => !key?.length || key[0] === "header") ? rest : undefined;
}
