import { join } from "node:path";
import type { Environment } from "../../../base/command.ts";

/** Has git write objects of a repository, which stays as it is, to another directory (git(1)). */
export function objectsAside(repository: string, directory: string): Environment {
  const objects = join(repository, ".git/objects").replace(/["\\]/g, "\\$&");
  return {
    GIT_OBJECT_DIRECTORY: directory,
    GIT_ALTERNATE_OBJECT_DIRECTORIES: `"${objects}"`,
  };
}
