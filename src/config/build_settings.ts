import type { Environment } from "../base/command.ts";
import type { Config } from "./config.ts";
import { schemaDefault } from "./schema.ts";

/** What the command line says about the build; it wins over the environment and the files. */
export interface BuildOverrides {
  readonly targets: readonly string[];
  readonly task: string | undefined;
}

export const NO_OVERRIDES: BuildOverrides = { targets: [], task: undefined };

/** MACHINE: KAS_MACHINE, else the configuration's, else the default. */
export function machineOf(config: Config, env: Environment): string {
  return env.KAS_MACHINE ?? config.machine ?? schemaDefault("machine");
}

/** DISTRO: KAS_DISTRO, else the configuration's, else the default. */
export function distroOf(config: Config, env: Environment): string {
  return env.KAS_DISTRO ?? config.distro ?? schemaDefault("distro");
}

/** The targets for bitbake: `--target`, else KAS_TARGET (split at blanks), else the configuration's. */
export function targetsOf(config: Config, env: Environment, overrides: BuildOverrides): string[] {
  if (overrides.targets.length > 0) return [...overrides.targets];
  const fromEnvironment = (env.KAS_TARGET ?? "").split(/\s+/).filter((word) => word !== "");
  if (fromEnvironment.length > 0) return fromEnvironment;
  return [...config.targets ?? [schemaDefault("target")]];
}

/** The task for bitbake: `--task`, else KAS_TASK, else the configuration's. */
export function taskOf(config: Config, env: Environment, overrides: BuildOverrides): string {
  return overrides.task || (env.KAS_TASK ?? config.task ?? schemaDefault("task"));
}

/** The multiconfigs that the targets name, in the order of their first use. */
export function multiconfigsOf(targets: readonly string[]): string[] {
  const names = targets
    .filter((target) => target.startsWith("mc:") || target.startsWith("multiconfig:"))
    .map((target) => target.split(":")[1]!);
  return [...new Set(names)];
}

/** The `env` of the configuration, the caller's values in place of the defaults. */
export function configEnvironment(config: Config, env: Environment): Map<string, string | null> {
  return new Map([...config.env].map(([name, value]) => [name, env[name] ?? value]));
}
