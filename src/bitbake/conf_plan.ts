import { join } from "node:path";
import { type Action, type Plan, plan } from "../base/plan.ts";
import { bblayersConf, localConf } from "./conf_files.ts";

/** What bitbake's configuration is made of, and what there is of it. */
export interface ConfFacts {
  readonly buildDir: string;
  readonly bblayers: Omit<Parameters<typeof bblayersConf>[0], "buildDir">;
  readonly local: Parameters<typeof localConf>[0];
  /** Text of a file in conf/, as it is now; undefined where there is none. */
  readonly present: (name: string) => string | undefined;
}

/** Writes conf/. A file whose text stays is not touched: bitbake would parse all recipes anew. */
export function confPlan(facts: ConfFacts): Plan {
  const directory = join(facts.buildDir, "conf");
  const file = (name: string, text: string): Action[] =>
    facts.present(name) === text ? [] : [{ kind: "write_file", path: join(directory, name), text }];
  return plan(
    { kind: "make_directory", path: directory },
    ...file("bblayers.conf", bblayersConf({ ...facts.bblayers, buildDir: facts.buildDir })),
    ...file("local.conf", localConf(facts.local)),
  );
}
