import { UserError, userError } from "../base/errors.ts";
import type { Kept } from "./kept.ts";

/** The project file that tells the build system is not there. */
export function configNotFound(file: string): UserError {
  return userError("config_not_found", { file }, `Configuration file not found: ${file}`);
}

/** Nothing tells which repositories are kas's. @param offer what may be meant instead */
export function nothingToPurgeBy(file: string, offer: string | undefined): UserError {
  const instead = offer === undefined ? "" : `; ${offer}`;
  return userError(
    "purge_needs_config",
    { file },
    `Purge requires a config file to locate managed repos: ${file} does not exist${instead}`,
  );
}

export function namespaceLacks(lacks: readonly string[]): UserError {
  return userError(
    "namespace_lacks",
    { lacks },
    `cannot remove what belongs to subordinate ids: ${lacks.join("; ")}`,
  );
}

export function preciousPath(path: string, precious: string): UserError {
  return userError(
    "precious_path",
    { path, precious },
    `not removing ${path}: ${precious} is precious`,
  );
}

export function mountedBelow(path: string, mount: string): UserError {
  return userError(
    "mounted_below",
    { path, mount },
    `not removing ${path}: something is mounted at ${mount}; unmount it first (umount ${mount})`,
  );
}

/** All that was not removed, each with the reasons and what can be done. */
export function notRemoved(kept: readonly Kept[]): UserError {
  return new UserError(kept.map(({ path, reasons, byForce }) => ({
    kind: "not_removed",
    fields: { path, reasons },
    message: `${path} is kept: ${reasons.join("; ")}${byForce ? " (--force removes it)" : ""}`,
  })));
}
