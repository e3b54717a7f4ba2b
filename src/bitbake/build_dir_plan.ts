import { dirname, join } from "node:path";
import { type Plan, plan } from "../base/plan.ts";
import { quotingMistake } from "../config/names.ts";
import { buildDirIsFile, buildDirParentMissing, buildDirUnusable } from "./errors.ts";

/** Tag of directories that backups leave out (https://bford.info/cachedir/). */
const CACHEDIR_TAG = [
  "Signature: 8a477f597d28d172789f06886806bc55",
  "# This file is a cache directory tag created by kas.",
  "# For information about cache directory tags see https://bford.info/cachedir/",
  "#",
  "# kas build directory",
  "",
].join("\n");

/** What is where the build directory is to be. */
export interface BuildDirFacts {
  readonly buildDir: string;
  readonly found: "nothing" | "directory" | "other";
  /** Whether the directory it lies in is there. */
  readonly parentFound: boolean;
  readonly tagged: boolean;
  /** The variable that says where the build directory is. */
  readonly variable: "KAS_WORK_DIR" | "KAS_BUILD_DIR";
}

/** Makes and tags the build directory. @throws UserError if it cannot be there */
export function buildDirPlan({ buildDir, found, tagged, ...facts }: BuildDirFacts): Plan {
  const mistake = quotingMistake(buildDir);
  if (mistake !== undefined) throw buildDirUnusable(buildDir, facts.variable, mistake);
  if (found === "other") throw buildDirIsFile(buildDir);
  if (found === "nothing" && !facts.parentFound) {
    throw buildDirParentMissing(buildDir, dirname(buildDir), facts.variable);
  }
  return plan(
    ...(found === "nothing" ? [{ kind: "make_directory", path: buildDir } as const] : []),
    ...(tagged ? [] : [
      { kind: "log", level: "debug", message: `create CACHEDIR.TAG in ${buildDir}` },
      { kind: "write_file", path: join(buildDir, "CACHEDIR.TAG"), text: CACHEDIR_TAG },
    ] as const),
  );
}
