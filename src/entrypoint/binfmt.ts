import { basename } from "node:path";

const BINFMT = "/proc/sys/fs/binfmt_misc";

/** State of binfmt_misc (https://docs.kernel.org/admin-guide/binfmt-misc.html). */
export interface BinfmtFacts {
  readonly mounted: boolean;
  /** Configuration files of qemu's interpreters: /usr/lib/binfmt.d/qemu-*.conf. */
  readonly configs: readonly string[];
  /** Names that are registered already. */
  readonly registered: ReadonlySet<string>;
}

/** The commands that register qemu for programs of other architectures; all need root. */
export function binfmtCommands(facts: BinfmtFacts): string[][] {
  const missing = facts.configs.filter((file) =>
    !facts.mounted || !facts.registered.has(basename(file, ".conf"))
  );
  return [
    ...(facts.mounted ? [] : [["mount", "-t", "binfmt_misc", "null", BINFMT]]),
    ...missing.map((file) => ["sh", "-c", `cat "$1" > ${BINFMT}/register`, "sh", file]),
  ];
}
