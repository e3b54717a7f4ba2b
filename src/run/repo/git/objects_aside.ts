import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";

/**
 * Has git write objects of a repository, which stays as it is, to another directory (git(1)).
 * @param own where its own are, seen from its root
 */
export function objectsAside(
  repository: string,
  directory: string,
  own = ".git/objects",
): Environment {
  const objects = join(repository, own).replace(/["\\]/g, "\\$&");
  return {
    GIT_OBJECT_DIRECTORY: directory,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${objects}"`,
  };
}
