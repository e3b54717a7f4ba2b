import type { Note } from "../base/log.ts";
import { isFileName } from "../config/names.ts";
import { LOCAL_REPOS } from "../entrypoint/image_layout.ts";
import { type ContainerPart, mountDirectory } from "./container_spec.ts";
import { localNameInPath } from "./errors.ts";
import type { LocalRepo } from "./facts.ts";
import type { Launch } from "./launch.ts";
import { belowWork } from "./mounts.ts";
import { volume } from "./volume.ts";

// Directories of the user's that stand in for repositories (`--local`).

/** Where one is in the container: below /work, or mounted by the repository's name. @throws UserError */
export function localPlace({ facts }: Launch, { id, path }: LocalRepo): string {
  const below = belowWork(facts, path);
  if (below !== undefined) return below;
  if (!isFileName(id)) throw localNameInPath(id);
  return `${LOCAL_REPOS}/${id}`;
}

/** @param repo what kas may do to the project: the same goes for these */
export function localMounts(launch: Launch, repo: "ro" | "rw"): ContainerPart[] {
  return launch.facts.localRepos.flatMap((local) => {
    if (belowWork(launch.facts, local.path) !== undefined) return [];
    return mountDirectory(local.path, volume(localPlace(launch, local)), repo);
  });
}

/** What tells kas in the container where they are. */
export function localArguments(launch: Launch): string[] {
  return launch.facts.localRepos.flatMap((local) => [
    "--local",
    `${local.id}=${localPlace(launch, local)}`,
  ]);
}

export function localNotes({ facts }: Launch): Note[] {
  return facts.localRepos.filter(({ gitElsewhere }) => gitElsewhere !== undefined)
    .map(({ path, gitElsewhere }) => ({
      level: "warning",
      message: `${path} is a work tree of ${gitElsewhere}, which is not in the container: git ` +
        "does not work in it there",
    }));
}
