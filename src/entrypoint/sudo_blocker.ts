import { join } from "node:path";
import type { Environment } from "../base/command.ts";
import type { Action } from "../base/plan.ts";

/** Where the ways to root are in an image. */
export interface SudoFacts {
  readonly installed: boolean;
  /** Paths at which sudo or sudoedit is. */
  readonly places: readonly string[];
  /** Files that give users rights of root, by whatever program. */
  readonly rules: readonly string[];
  /** Programs that start as root whoever calls them. */
  readonly setuid: readonly string[];
}

/** What stands in sudo's place in builds without root. */
export const NO_SUDO = "/usr/local/libexec/kas-no-sudo";

const SCRIPT = "#!/bin/sh\necho 'KAS_BLOCK_SUDO=1: sudo is prohibited' >&2\nexit 1\n";
const NAMES = ["sudo", "sudoedit"];

/** Builds without root need these two (user_namespaces(7)); they map the caller's own ids only. */
const NEEDED_SETUID = ["newuidmap", "newgidmap"];

/** Files and directories with rules of sudo, sudo-rs, doas, polkit (pkexec, run0) and schroot. */
export const RULES = [
  "/etc/sudoers",
  "/etc/sudoers.d",
  "/etc/sudoers-rs",
  "/etc/sudoers-rs.d",
  "/usr/local/etc/sudoers",
  "/usr/local/etc/sudoers.d",
  "/etc/doas.conf",
  "/etc/doas.d",
  "/etc/polkit-1",
  "/usr/share/polkit-1/rules.d",
  "/usr/local/share/polkit-1/rules.d",
];

const PROGRAM_DIRECTORIES = [
  "/usr/bin",
  "/bin",
  "/usr/local/bin",
  "/usr/sbin",
  "/sbin",
  "/usr/local/sbin",
];

/** Where setuid programs are looked for. */
export const SETUID_DIRECTORIES = [...PROGRAM_DIRECTORIES, "/usr/libexec", "/usr/lib"];

/**
 * Makes every use of sudo fail from now on, and every other way to root: copies of sudo find no
 * rule, and no program is setuid but those that builds without root need.
 */
export function blockSudo(facts: SudoFacts, env: Environment): Action[] {
  const places = [
    ...new Set([...NAMES.map((name) => join("/usr/bin", name)), ...facts.places]),
  ];
  const setuid = facts.setuid.filter((path) =>
    !places.includes(path) && !NEEDED_SETUID.some((name) => path.endsWith(`/${name}`))
  );
  return [
    ...facts.rules.map((path): Action => ({ kind: "remove_tree", path })),
    ...(setuid.length === 0 ? [] : [
      {
        kind: "run",
        command: { argv: ["chmod", "u-s", "--", ...setuid], cwd: "/", env },
      } as const,
    ]),
    { kind: "make_directory", path: "/usr/local/libexec" },
    { kind: "write_file", path: NO_SUDO, text: SCRIPT, mode: 0o755 },
    ...places.map((path): Action => ({ kind: "symlink", path, target: NO_SUDO })),
  ];
}

/** All paths at which sudo may be found. */
export function sudoPlaces(path: string): string[] {
  return [...new Set([...path.split(":"), ...PROGRAM_DIRECTORIES])]
    .filter((directory) => directory.startsWith("/"))
    .flatMap((directory) => NAMES.map((name) => join(directory, name)));
}
