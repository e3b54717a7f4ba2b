import type { KeyPath } from "../base/problem.ts";
import type { Value } from "../config/value.ts";
import type { ExplainFacts, Sourced } from "./explanation.ts";

/**
 * What the environment and the command line say of a key, the stronger last; as
 * `build_settings.ts` and `withLocalRepos` go by them.
 */
export function outsideValues(facts: ExplainFacts, key: KeyPath): Sourced[] {
  const { env, local, overrides } = facts;
  const [first, second, third] = key;
  if (key.length === 1) {
    switch (first) {
      case "machine":
        return fromVariable("KAS_MACHINE", env.KAS_MACHINE);
      case "distro":
        return fromVariable("KAS_DISTRO", env.KAS_DISTRO);
      case "target":
        return [
          ...fromVariable("KAS_TARGET", words(env.KAS_TARGET)),
          ...fromOption("--target", listed(overrides.targets)),
        ];
      case "task":
        return [
          ...fromVariable("KAS_TASK", env.KAS_TASK),
          ...fromOption("--task", overrides.task || undefined),
        ];
    }
  }
  const name = String(second);
  if (first === "env" && key.length === 2) return fromVariable(name, env[name]);
  if (first === "repos" && key.length === 3 && third === "path") {
    return fromOption("--local", local.get(name));
  }
  return [];
}

function fromVariable(variable: string, value: Value | undefined): Sourced[] {
  return value === undefined ? [] : [{ value, origin: { kind: "environment", variable } }];
}

function fromOption(option: string, value: Value | undefined): Sourced[] {
  return value === undefined ? [] : [{ value, origin: { kind: "command line", option } }];
}

const listed = (items: readonly string[]) => items.length > 0 ? [...items] : undefined;
const words = (text = "") => listed(text.split(/\s+/).filter((word) => word !== ""));
