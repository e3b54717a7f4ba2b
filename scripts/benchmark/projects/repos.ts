import type { Source } from "./sources.ts";

/** How a project file names what of a repository it wants. */
export type Pin = (source: Source) => readonly string[];

/** As kas 3.1 writes it. */
export const byRefspec: Pin = ({ commits }) => [`refspec: ${commits[1]}`];
/** A commit, and the branch that it is on. */
export const byCommitOnBranch: Pin = ({ commits }) => [`commit: ${commits[1]}`, "branch: main"];
/** The commit before that. */
export const byOlderCommit: Pin = ({ commits }) => [`commit: ${commits[0]}`, "branch: main"];
/** Nothing but a branch: what locks and updates work on. */
export const byBranch: Pin = () => ["branch: main"];

/** A project of repositories r0, r1, ... with a layer each. */
export function repoProject(
  sources: readonly Source[],
  pin: Pin,
  path: (index: number) => string | undefined = () => undefined,
): string {
  // Version 14 is the first with commit and branch.
  const version = pin === byRefspec ? 10 : 14;
  const repos = sources.map((source, index) => {
    const place = path(index);
    const keys = [
      `url: ${source.url}`,
      ...place === undefined ? [] : [`path: ${place}`],
      ...pin(source),
      "layers:\n      meta:",
    ];
    return `  r${index}:\n${keys.map((key) => `    ${key}\n`).join("")}`;
  });
  return `header:\n  version: ${version}\nrepos:\n${repos.join("")}`;
}
