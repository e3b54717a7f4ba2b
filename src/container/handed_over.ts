import { tellsOfSecret } from "../base/credentials.ts";
import type { Note } from "../base/log.ts";
import { shorten } from "../config/value.ts";
import type { ContainerPart } from "./container_spec.ts";
import type { Launch } from "./launch.ts";
import { localPlace } from "./local_repos.ts";
import { keepsEnvironment } from "./privileges.ts";
import { isBelow } from "./source_dir.ts";
import { canBeHandedOver } from "./variable_names.ts";
import { isPassed } from "./variables.ts";

/**
 * The names of variables that the container gets from the caller as they are: those of `--env`, and
 * those below the project's `env`, for which kas there has its rules.
 */
function namesHandedOver({ options, facts }: Launch): string[] {
  const project = facts.projectVariables.names
    .filter((name) => canBeHandedOver(name) && !isPassed(name));
  return [...new Set([...options.variables, ...project])]
    .filter((name) => facts.env[name] !== undefined);
}

/** The variables that are handed over, unless others could see their values on the way. */
export function handedOver(launch: Launch): ContainerPart[] {
  if (!keepsEnvironment(launch)) return [];
  return namesHandedOver(launch).map((name) => ({ kind: "callers_variable", name }));
}

/** What the caller should know of them; no value is told. */
export function handedOverNotes(launch: Launch): Note[] {
  const { options, facts } = launch;
  const names = namesHandedOver(launch);
  const { missingRepos } = facts.projectVariables;
  const note = (level: Note["level"], message: string): Note => ({ level, message });
  const ifAny = (about: readonly string[], told: Note): Note[] => about.length > 0 ? [told] : [];
  const unset = options.variables.filter((name) => facts.env[name] === undefined)
    .map((name) => note("warning", `--env ${name}: ${name} is not set`));
  const missing = ifAny(
    missingRepos,
    note(
      "info",
      "Includes need repositories that are not there yet, or not verified: " +
        `${shownNames(missingRepos)}. Of variables below "env" in their files, only those ` +
        "of --env NAME reach the container",
    ),
  );
  if (!keepsEnvironment(launch)) {
    const lost = `run0 hands no variables on, also not ${names.join(", ")} of the project's ` +
      '"env"; set KAS_SUDO_CMD=sudo';
    return [...unset, ...missing, ...ifAny(names, note("warning", lost))];
  }
  const secrets = names.filter((name) => tellsOfSecret(name) && !options.variables.includes(name));
  return [
    ...unset,
    ...missing,
    ...ifAny(
      secrets,
      note("info", `The container gets ${secrets.join(", ")}, as the project's "env" has it`),
    ),
    ...names.filter((name) => leadsNowhere(launch, name)).map((name) =>
      note(
        "warning",
        `${name} is a path of this host. The container has the project in /repo, KAS_WORK_DIR in ` +
          "/work, directories of --local in /local, and what --runtime-args '-v PATH:PATH' mounts",
      )
    ),
  ];
}

/** Names of others, as many as a message can have. */
function shownNames(names: readonly string[]): string {
  return [...names.slice(0, 10).map(shorten), ...names.length > 10 ? ["…"] : []].join(", ");
}

/** Whether a variable's path on the host means nothing, or something else, in the container. */
function leadsNowhere(launch: Launch, name: string): boolean {
  const { facts } = launch;
  return facts.variablesOfPaths.includes(name) &&
    !samePlaces(launch).some((place) => isBelow(facts.env[name]!, place));
}

/** Directories and files that the container has at the place that they have on the host. */
function samePlaces(launch: Launch): string[] {
  const { options, facts, mode } = launch;
  const own = [[facts.paths.KAS_WORK_DIR, "/work"], [mode.repoDir, "/repo"]] as const;
  const local = facts.localRepos.map((repo) => [repo.path, localPlace(launch, repo)] as const);
  const callers = options.runtimeArgs.map((word) => {
    const part = (names: string) => new RegExp(`\\b(?:${names})=([^,]+)`).exec(word)?.[1];
    const [, from, to] = /^(?:-v|--volume=)?(\/[^:]*):([^:]*)/.exec(word) ??
      [word, part("source|src"), part("target|destination|dst")];
    return [from, to] as const;
  });
  return [...own, ...local, ...callers].flatMap(([from, to]) =>
    from !== undefined && from === to ? [from] : []
  );
}
