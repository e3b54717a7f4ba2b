import type { ManagedRepo } from "../../../src/repo/repo.ts";

/** A repository of git's that is pinned to nothing, but for what is given. */
export function gitRepo(id: string, given: Partial<ManagedRepo> = {}): ManagedRepo {
  return {
    id,
    name: id,
    type: "git",
    url: `https://h/${id}`,
    path: `/w/${id}`,
    commit: null,
    tag: null,
    branch: null,
    refspec: null,
    layers: [],
    patches: [],
    allowedSigners: undefined,
    replaced: false,
    at: () => ({ key: ["repos"], place: undefined }),
    ...given,
  };
}
