import type { LayerCollection } from "../bitbake/layer_conf.ts";
import type { Finding } from "../check/finding.ts";
import type { Explanation } from "../explain/explanation.ts";
import type { TreeFile } from "../explain/include_tree.ts";
import type { Layer } from "../repo/layers.ts";
import type { Repo } from "../repo/repo.ts";

/** A repository, and what is on disk of it. */
export interface PageRepo {
  readonly repo: Repo;
  /** Whether it is in the work directory. */
  readonly present: boolean;
  /** Where it is cloned from, or a local one was; without credentials. */
  readonly url: string | undefined;
  /** The commit that it is pinned to, or that its tag or branch stands for; a local one's own. */
  readonly commit: string | undefined;
  /** When that was committed, in UTC: `2024-01-31T12:00:00Z`. */
  readonly date: string | undefined;
  readonly checkedOut: string | undefined;
  /** There are changes that no commit has. */
  readonly dirty: boolean;
  /** Where its commit, or else its tag, branch or refspec, comes from. */
  readonly pin: Explanation | undefined;
}

/** A layer, and what its conf/layer.conf says. */
export interface PageLayer {
  readonly layer: Layer;
  /** Id of its repository. */
  readonly repo: string;
  readonly present: boolean;
  readonly collections: readonly LayerCollection[];
}

/** A patch file that kas applies. */
export interface PagePatch {
  /** Id of the repository that it changes. */
  readonly repo: string;
  /** Its key below `patches`. */
  readonly id: string;
  readonly path: string;
  /** What it says of itself; undefined if it is no mail. */
  readonly subject: string | undefined;
  readonly sha256: string;
}

/** What the page tells. */
export interface PageFacts {
  /** The project files that were asked for. */
  readonly topPaths: readonly string[];
  /** Paths below it are told as seen from it. */
  readonly root: string;
  readonly files: readonly TreeFile[];
  readonly values: readonly Explanation[];
  readonly repos: readonly PageRepo[];
  /** In the order of BBLAYERS. */
  readonly layers: readonly PageLayer[];
  readonly patches: readonly PagePatch[];
  /** What is wrong or doubtful with the project and its patches. */
  readonly findings: readonly Finding[];
}
