import { dirname, join } from "node:path";
import type { NearProject } from "../config/near_project.ts";
import { USUAL_NAMES } from "../config/settings.ts";
import type { Host } from "../host/host.ts";

/** The project file in the current directory, or in the nearest one above that has one. */
export function findProject(host: Host): NearProject | undefined {
  for (let directory = host.cwd;; directory = dirname(directory)) {
    const name = USUAL_NAMES.find((name) => host.stat(join(directory, name))?.kind === "file");
    if (name !== undefined) return { directory, name, isHere: directory === host.cwd };
    if (directory === dirname(directory)) return undefined;
  }
}
