import { deepStrictEqual as equal } from "node:assert/strict";
import { remoteFindings, RemoteRefs } from "../../../src/check/remote_refs.ts";
import { lsRemoteArgs } from "../../../src/repo/git.ts";
import type { ManagedRepo } from "../../../src/repo/repo.ts";
import { gitRepo } from "../repo/git_repo.ts";

const [A, B, C] = ["a", "b", "c"].map((digit) => digit.repeat(40)) as [string, string, string];
const LINES = [
  `${A}\tHEAD`,
  `${A}\trefs/heads/main`,
  `${B}\trefs/tags/v1`,
  `${A}\trefs/tags/v1^{}`,
  `${B}\trefs/changes/01/1`,
  "warning: refs/heads/odd",
  `${C} refs/heads/blank`,
];

/** Kinds of what is found of a repository with these pins. */
function found(pins: Partial<ManagedRepo>): string[] {
  const repo = gitRepo("r", { url: "u", ...pins });
  const refs = new RemoteRefs([repo]);
  for (const line of LINES) refs.add(line);
  return remoteFindings(repo, refs, "u").map(({ level, kind }) => `${level} ${kind}`);
}

Deno.test("branches, tags and commits that a server has, and those that it has not", () => {
  const cases: readonly (readonly [Partial<ManagedRepo>, ...string[]])[] = [
    [{ branch: "main" }],
    [{ branch: "refs/heads/main" }],
    [{ branch: "refs/changes/01/1" }],
    [{ branch: "odd" }, "error branch_not_found"],
    [{ branch: "blank" }, "error branch_not_found"],
    [{ branch: "v1" }, "error branch_not_found"],
    [{ tag: "v1" }],
    [{ tag: "refs/tags/v1", commit: A }],
    [{ tag: "v1", commit: B }],
    [{ tag: "v1", commit: C }, "error tag_mismatch"],
    [{ tag: "main" }, "error tag_not_found"],
    [{ commit: A.toUpperCase() }],
    [{ commit: C }, "info commit_untold"],
    [{ commit: C, branch: "none" }, "error branch_not_found", "info commit_untold"],
    [{ commit: A, branch: "main" }],
    [{ refspec: "main" }],
    [{ refspec: "v1" }],
    [{ refspec: A }],
    [{ refspec: C }, "info commit_untold"],
    [{ refspec: "none" }, "error refspec_not_found"],
  ];
  for (const [pins, ...kinds] of cases) equal(found(pins), kinds, JSON.stringify(pins));
});

Deno.test("a URL is never taken for an option", () => {
  equal(lsRemoteArgs("-x"), ["ls-remote", "--quiet", "--", "-x"]);
});
