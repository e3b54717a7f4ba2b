import type { Checked, KeyPath, Problem } from "../base/problem.ts";
import { multiconfigsOf } from "./build_settings.ts";
import type { Config } from "./config.ts";
import { inOrder } from "./config_place.ts";
import { unusableName } from "./errors.ts";
import { isFileName, nameMistake, quotingMistake } from "./names.ts";

/** A merged configuration, its names checked: some are none where they are used. */
export function checkNames({ value, notes, problems }: Checked<Config>): Checked<Config> {
  return { value, notes, problems: inOrder([...problems, ...nameProblems(value)], value.files) };
}

function nameProblems(config: Config): Problem[] {
  const problems: Problem[] = [];
  const check = (key: KeyPath, name: string, reason: string | undefined) => {
    if (reason !== undefined) problems.push(unusableName(config.files, key, name, reason));
  };
  const cannotHave = (found: string | undefined) => found && `cannot have ${found}`;
  const noOption = (text: string) => text.startsWith("-") ? 'cannot start with "-"' : undefined;

  for (const key of ["machine", "distro"] as const) {
    const name = config[key] ?? "";
    check([key], name, cannotHave(nameMistake(name)));
  }
  const isList = Array.isArray(config.root.get("target"));
  for (const [index, target] of (config.targets ?? []).entries()) {
    const found = quotingMistake(target) ?? multiconfigsOf([target]).map(nameMistake)[0];
    check(isList ? ["target", index] : ["target"], target, noOption(target) ?? cannotHave(found));
  }
  check(["task"], config.task ?? "", noOption(config.task ?? ""));
  for (const name of config.env.keys()) {
    const isName = /^[^\s=]+$/.test(name);
    check(["env", name], name, isName ? undefined : "is no name of a variable");
  }
  for (const key of ["localConfHeader", "bblayersConfHeader"] as const) {
    const path = key === "localConfHeader" ? "local_conf_header" : "bblayers_conf_header";
    for (const id of config[key].keys()) {
      // The id becomes a comment, which would go on in the first line of the text.
      check([path, id], id, id.endsWith("\\") ? 'cannot end with "\\"' : undefined);
    }
  }
  for (const key of ["version", "filename"] as const) {
    const name = config.buildtools?.[key] ?? "x";
    check(["buildtools", key], name, isFileName(name) ? undefined : "is no name of a file");
  }
  return problems;
}
