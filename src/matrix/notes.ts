import type { Note } from "../base/log.ts";
import type { MatrixEntry } from "./entry.ts";

/** So many names stand in one note. */
const LISTED = 5;
/** GitHub makes no more jobs of a matrix. */
const MOST_OF_GITHUB = 256;

/** Why entries have no digest, each reason once. */
export function digestNotes(entries: readonly MatrixEntry[]): Note[] {
  const reasons = new Map<string, string[]>();
  for (const { name, unknown } of entries) {
    for (const reason of unknown) {
      const names = reasons.get(reason);
      if (names) names.push(name);
      else reasons.set(reason, [name]);
    }
  }
  return [...reasons].map(([reason, names]) => {
    const more = names.length > LISTED ? ` and ${names.length - LISTED} more` : "";
    const listed = names.slice(0, LISTED).join(", ");
    return { level: "warning", message: `No digest for ${listed}${more}: ${reason}` };
  });
}

/** What GitHub would refuse. */
export function githubNotes({ length }: readonly MatrixEntry[]): Note[] {
  if (length <= MOST_OF_GITHUB) return [];
  const message = `GitHub takes ${MOST_OF_GITHUB} entries of a matrix, and these are ${length}`;
  return [{ level: "warning", message }];
}
