import { createHash } from "node:crypto";
import { parse } from "node:path";
import type { MatrixEntry } from "./entry.ts";

type Named = Pick<MatrixEntry, "config" | "machine">;

/** GitLab takes 255 characters for a job. */
const LONGEST = 100;

/** From the shortest to the one that no two entries share. */
const FORMS: readonly ((entry: Named) => string)[] = [
  (entry) => named(entry, (file) => parse(file).name),
  (entry) => named(entry, withDirectories),
  (entry) => {
    const digest = createHash("sha256").update(`${entry.config}\0${entry.machine}`).digest("hex");
    return `${named(entry, withDirectories)}-${digest.slice(0, 8)}`;
  },
];

/**
 * Names for entries, which differ from each other: `board-qemuarm64` for kas/board.yml. Where
 * two are alike, their directories are in the names, and where that is not enough, a digest.
 */
export function entryNames(entries: readonly Named[]): string[] {
  const forms = entries.map(() => 0);
  while (true) {
    const names = entries.map((entry, index) => FORMS[forms[index]!]!(entry));
    const groups = [...Map.groupBy(names.keys(), (index) => names[index]!).values()];
    const alike = groups.filter((group) => group.length > 1).flat()
      .filter((index) => forms[index]! < FORMS.length - 1);
    if (alike.length === 0) return names;
    for (const index of alike) forms[index]!++;
  }
}

/** Of letters, digits, `.`, `_` and `-` alone: it may become a file's name. */
function named({ config, machine }: Named, fileName: (file: string) => string): string {
  const files = config.split(":").map(fileName).join("-");
  // A file for each machine is often called so.
  const name = `-${files}`.endsWith(`-${machine}`) ? files : `${files}-${machine}`;
  return name.replace(/[^\w.-]+/g, "_").replace(/^[.-]+/, "").slice(0, LONGEST);
}

function withDirectories(file: string): string {
  const { dir, name } = parse(file);
  return [...dir.split("/").filter((part) => part !== ""), name].join("-");
}
