import { nearest } from "../base/suggest.ts";
import type { RefKind } from "./repo.ts";

/** The short names of a repository's references. */
export interface RefNames {
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

export const NO_REFS: RefNames = { branches: [], tags: [] };

/** Prints all branches of origin, and all tags. */
export function refNamesArgs(): string[] {
  return ["for-each-ref", "--format=%(refname)", "refs/remotes/origin", "refs/tags"];
}

/** Prints all branches and tags of a repository elsewhere. */
export function remoteRefNamesArgs(url: string): string[] {
  return ["ls-remote", "--quiet", "--heads", "--tags", "--refs", "--", url];
}

/** Reads the output of either. */
export function parseRefNames(output: string): RefNames {
  const named = (start: RegExp) =>
    output.split("\n").map((line) => line.replace(/^[0-9a-f]+\t/, ""))
      .filter((ref) => start.test(ref)).map((ref) => ref.replace(start, ""));
  return {
    branches: named(/^refs\/(?:remotes\/origin|heads)\//).filter((name) => name !== "HEAD"),
    tags: named(/^refs\/tags\//),
  };
}

/** The reference that may be meant by a name which is none of its kind. */
export function nearRef(kind: RefKind, name: string, refs: RefNames): string | undefined {
  const { branches, tags } = refs;
  if (kind === "commit") return undefined;
  return nearest(
    name,
    kind === "branch" ? branches : kind === "tag" ? tags : [...branches, ...tags],
  );
}

/** What to say of such a name: that there is a tag, or what is near. */
export function meantRef(kind: RefKind, name: string, refs: RefNames): string {
  if (kind === "branch" && refs.tags.includes(name)) return `; there is a tag "${name}"`;
  const near = nearRef(kind, name, refs);
  return near === undefined ? "" : `, did you mean "${near}"?`;
}
