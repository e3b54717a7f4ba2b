import { UserError } from "../base/errors.ts";
import type { Problem } from "../base/problem.ts";
import { alikeFailures, toolFailedIn } from "./errors.ts";
import type { Repo } from "./repo.ts";
import { transientFailure } from "./transient.ts";

/** Work on some repositories has failed for reasons of their own; what the others needed is done. */
export class RepositoriesFailed extends UserError {
  /** @param ids of those that failed, and of those that were left alone for it */
  constructor(problems: readonly Problem[], readonly ids: ReadonlySet<string>) {
    super(problems);
  }
}

/** What programs say when it is the machine that fails: it will fail for the next repository, too. */
const OF_MACHINE = new RegExp(
  [
    "No space left on device|Disk quota exceeded|File too large|Read-only file system",
    "Input/output error|Too many open files|Cannot allocate memory|Out of memory",
  ].join("|"),
  "i",
);

/**
 * The error as one of this repository alone, so that work on the others goes on; undefined for
 * one that others would have as well, or that is no user's.
 */
export function failureOf(repo: Repo, error: unknown): UserError | undefined {
  if (!(error instanceof UserError)) return undefined;
  const problems = error.problems.map((problem) =>
    problem.kind === "tool_failed" ? toolFailedIn(repo, problem) : problem
  );
  const isOwn = ({ fields, message }: Problem) =>
    typeof fields.repo === "string" && !OF_MACHINE.test(message) &&
    transientFailure(message) === undefined;
  return problems.every(isOwn) ? new UserError(problems) : undefined;
}

/** So many failures that are alike are told in full. */
const MOST_ALIKE = 3;

/** The problems; of many that have one cause only the first in full, of the others the names. */
export function withoutRepetition(problems: readonly Problem[]): Problem[] {
  const groups = [...Map.groupBy(problems, causeOf).values()];
  return groups.flatMap((alike) => {
    if (alike.length <= MOST_ALIKE + 1) return alike;
    const more = alike.slice(MOST_ALIKE).map(({ fields }) => String(fields.repo));
    return [...alike.slice(0, MOST_ALIKE), alikeFailures(alike[0]!, more)];
  });
}

/** What problems of one cause have in common: what a program said but for names, or the place. */
function causeOf({ kind, fields, place }: Problem): unknown {
  if (typeof fields.words === "string") {
    return `${kind}: ${fields.words.replace(/'[^']*'|"[^"]*"|\S*[/:]\S*/g, "")}`;
  }
  return place && fields.repo !== undefined
    ? `${kind} ${place.file}:${place.line}:${place.column}`
    : {};
}
