import { join } from "node:path";
import type { Action } from "../base/plan.ts";

/** What stands in sudo's place in builds without root. */
export const NO_SUDO = "/usr/local/libexec/kas-no-sudo";

const SCRIPT = "#!/bin/sh\necho 'KAS_BLOCK_SUDO=1: sudo is prohibited' >&2\nexit 1\n";
const NAMES = ["sudo", "sudoedit"];

/**
 * Makes every use of sudo fail from now on.
 * @param found paths at which PATH finds one of sudo's names
 */
export function blockSudo(found: readonly string[]): Action[] {
  const places = new Set([...NAMES.map((name) => join("/usr/bin", name)), ...found]);
  return [
    { kind: "make_directory", path: "/usr/local/libexec" },
    { kind: "write_file", path: NO_SUDO, text: SCRIPT, mode: 0o755 },
    ...[...places].map((path): Action => ({ kind: "symlink", path, target: NO_SUDO })),
  ];
}

/** All paths at which sudo may be found. */
export function sudoPlaces(path: string): string[] {
  const directories = new Set([
    ...path.split(":"),
    "/usr/bin",
    "/bin",
    "/usr/local/bin",
    "/usr/sbin",
  ]);
  return [...directories]
    .filter((directory) => directory.startsWith("/"))
    .flatMap((directory) => NAMES.map((name) => join(directory, name)));
}
