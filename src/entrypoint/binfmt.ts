import { basename } from "node:path";
import type { Action } from "../base/plan.ts";

const BINFMT = "/proc/sys/fs/binfmt_misc";

/** State of binfmt_misc (https://docs.kernel.org/admin-guide/binfmt-misc.html). */
export interface BinfmtFacts {
  readonly mounted: boolean;
  /** Configuration files of qemu's interpreters: /usr/lib/binfmt.d/qemu-*.conf. */
  readonly configs: readonly string[];
  /** Names that are registered already. */
  readonly registered: ReadonlySet<string>;
}

/** Registers qemu for programs of other architectures; needs real privileges. */
export function binfmtActions(facts: BinfmtFacts, root: boolean): Action[] {
  const run = (...argv: string[]): Action => ({
    kind: "run",
    command: {
      argv: root ? argv : ["sudo", ...argv],
      cwd: "/",
      env: { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" },
    },
  });
  const missing = facts.configs.filter((file) =>
    !facts.mounted || !facts.registered.has(basename(file, ".conf"))
  );
  return [
    ...(facts.mounted ? [] : [run("mount", "-t", "binfmt_misc", "null", BINFMT)]),
    ...missing.map((file) => run("sh", "-c", `cat "$1" > ${BINFMT}/register`, "sh", file)),
  ];
}
