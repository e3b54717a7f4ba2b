import type { UserError } from "../base/errors.ts";
import type { Note } from "../base/log.ts";
import type { KeyPath, Location, Problem } from "../base/problem.ts";
import { inOrder, type PlacedFiles } from "../config/config_place.ts";

/** `error`: kas would end with it. `warning`: it would go on. `info`: what cannot be told. */
export type Level = "error" | "warning" | "info";

/** One thing to be told of a project. */
export interface Finding {
  readonly level: Level;
  /** What it is, in the subject's terms: `unknown_key`. */
  readonly kind: string;
  readonly message: string;
  readonly key?: KeyPath;
  readonly place?: Location;
  /** What was probably meant, or what helps. */
  readonly suggestion?: string;
}

/** A problem as a finding. */
export function findingOf(problem: Problem, level: Level = "error"): Finding {
  const { kind, message, key, place, fields: { suggestion } } = problem;
  return {
    level,
    kind,
    message,
    ...(key && { key }),
    ...(place && { place }),
    ...(typeof suggestion === "string" && { suggestion }),
  };
}

/** What an error tells, as findings. */
export function errorsOf(error: UserError): Finding[] {
  return error.problems.map((problem) => findingOf(problem));
}

/** The warnings among notes, as findings. */
export function warningsOf(notes: readonly Note[]): Finding[] {
  return notes.flatMap(({ level, message, key, place }): Finding[] =>
    level === "warning"
      ? [{ level, kind: "warning", message, ...(key && { key }), ...(place && { place }) }]
      : []
  );
}

/** The findings in the order of the files and of their places, each once. */
export function inPlace(findings: readonly Finding[], files: PlacedFiles): Finding[] {
  const known = new Map(findings.map((finding) => {
    const { place, message } = finding;
    return [`${place?.file}:${place?.line}:${place?.column} ${message}`, finding];
  }));
  return inOrder([...known.values()], files);
}

/** How many findings there are of each level. */
export function countLevels(findings: readonly Finding[]): Readonly<Record<Level, number>> {
  const count = (level: Level) => findings.filter((finding) => finding.level === level).length;
  return { error: count("error"), warning: count("warning"), info: count("info") };
}

/** Exit code of `kas validate`: 2 for errors, 1 for warnings if these count, else 0. */
export function exitCode(findings: readonly Finding[], strict: boolean): 0 | 1 | 2 {
  const { error, warning } = countLevels(findings);
  return error > 0 ? 2 : strict && warning > 0 ? 1 : 0;
}
