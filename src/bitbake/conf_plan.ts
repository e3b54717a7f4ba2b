import { join } from "node:path";
import { type Action, type Plan, plan } from "../base/plan.ts";
import { bblayersConf, localConf } from "./conf_files.ts";
import { confOutside } from "./errors.ts";

/** What bitbake's configuration is made of, and what there is of it. */
export interface ConfFacts {
  readonly buildDir: string;
  readonly bblayers: Omit<Parameters<typeof bblayersConf>[0], "buildDir">;
  readonly local: Parameters<typeof localConf>[0];
  /** Text of a file in conf/, as it is now; undefined where there is none. */
  readonly present: (name: string) => string | undefined;
  /** Where a path below the build directory leads outside of it, by a link; undefined if it stays. */
  readonly outside: (path: string) => string | undefined;
}

/**
 * Writes conf/. A file whose text stays is not touched: bitbake would parse all recipes anew.
 * @throws UserError if a link leads what would be written out of the build directory
 */
export function confPlan(facts: ConfFacts): Plan {
  const directory = join(facts.buildDir, "conf");
  const file = (name: string, text: string): Action[] => {
    if (facts.present(name) === text) return [];
    const path = join(directory, name);
    const outside = facts.outside(path);
    if (outside !== undefined) throw confOutside(path, outside);
    return [{ kind: "write_file", path, text }];
  };
  return plan(
    { kind: "make_directory", path: directory },
    ...file("bblayers.conf", bblayersConf({ ...facts.bblayers, buildDir: facts.buildDir })),
    ...file("local.conf", localConf(facts.local)),
  );
}
