import { basename } from "node:path";
import { quoteArgv } from "../base/command.ts";

const BINFMT = "/proc/sys/fs/binfmt_misc";

/** State of binfmt_misc (https://docs.kernel.org/admin-guide/binfmt-misc.html). */
export interface BinfmtFacts {
  readonly mounted: boolean;
  /** Configuration files of qemu's interpreters: /usr/lib/binfmt.d/qemu-*.conf. */
  readonly configs: readonly string[];
  /** Names that are registered already. */
  readonly registered: ReadonlySet<string>;
}

/**
 * Writes a configuration file ($1) unless its name ($2) is there. Another container may do the same
 * meanwhile, as the registry is the kernel's: the write then fails, and the name is there soon.
 */
const REGISTER = [
  'for wait in 0 1 2; do sleep "$wait"; [ -e "$2" ] && exit',
  `cat "$1" 2>/dev/null > ${BINFMT}/register && exit`,
  `done; [ -e "$2" ] || cat "$1" > ${BINFMT}/register`,
].join("; ");

/** The commands that register qemu for programs of other architectures; all need root. */
export function binfmtCommands(facts: BinfmtFacts): string[][] {
  const missing = facts.configs.filter((file) =>
    !facts.mounted || !facts.registered.has(basename(file, ".conf"))
  );
  return [
    ...(facts.mounted ? [] : [["mount", "-t", "binfmt_misc", "null", BINFMT]]),
    ...missing.map((
      file,
    ) => ["sh", "-c", REGISTER, "sh", file, `${BINFMT}/${basename(file, ".conf")}`]),
  ];
}

const NOT_REGISTERED = "kas entrypoint: warning: binfmt_misc cannot be set up here (user " +
  "namespaces have their own since Linux 6.7): programs of other architectures run only if the " +
  "host has registered qemu";

/**
 * The same for builds without root, which need it for other architectures only. A user namespace
 * has the registrations of those around it until it mounts its own: with nothing to register, it
 * keeps them.
 */
export function rootlessBinfmtCommands(facts: BinfmtFacts): string[][] {
  if (facts.configs.length === 0) return [];
  const commands = binfmtCommands(facts);
  if (commands.length === 0) return [];
  const all = commands.map((argv) => quoteArgv(argv)).join(" && ");
  return [["sh", "-c", `{ ${all}; } 2>/dev/null || echo "$1" >&2`, "sh", NOT_REGISTERED]];
}
