import type { BuildSystem } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { EngineFacts } from "../../doctor/facts.ts";
import { diagnose } from "../../doctor/diagnose.ts";
import type { Diagnosis } from "../../doctor/report.ts";
import type { Host } from "../../host/host.ts";
import type { Log } from "../log.ts";
import { RunDirectory } from "../run_directory.ts";
import { tryContainer } from "./container_trial.ts";
import { lookAt, trialDirectories } from "./directories.ts";
import { gatherEngineFacts } from "./engine_facts.ts";
import { gatherHostFacts } from "./host_facts.ts";
import { LimitedHost } from "./limited_host.ts";

export interface Examined {
  readonly host: Host;
  readonly log: Log;
  readonly settings: Settings;
  readonly cancel: AbortSignal;
  readonly cleanups: (() => Promise<void>)[];
}

/** Files that podman and docker put into their containers. */
const CONTAINER_MARKS = ["/run/.containerenv", "/.dockerenv"];

/**
 * Examines this host for some build systems.
 * @param engine the one to use; undefined: the one that kas-container would take, or in a container
 * that has no engine none
 */
export async function examine(
  { host, log, settings, cancel, cleanups }: Examined,
  buildSystems: readonly BuildSystem[],
  engine: "podman" | "docker" | "none" | undefined,
): Promise<readonly Diagnosis[]> {
  const limited = new LimitedHost(host, cancel);
  const none = engine === "none" || (engine === undefined && isBareContainer(host));
  const triesSudo = none && buildSystems.includes("isar-privileged") && host.uid !== 0;
  const tryIn = trialDirectories(host, cleanups);
  const asked = limited.withEnvironment(host.env);
  const facts = await gatherHostFacts(asked, settings, tryIn, triesSudo);
  const temporary = new RunDirectory(host, log, cleanups);
  const withEngine = engine === undefined
    ? asked
    : limited.withEnvironment({ ...host.env, KAS_CONTAINER_ENGINE: engine });
  const engineOf = async (buildSystem: BuildSystem): Promise<EngineFacts> =>
    none ? { kind: "none" } : await gatherEngineFacts(withEngine, buildSystem, {
      container: (found, image) =>
        tryContainer(host, limited, buildSystem, found, image, temporary.make("doctor")),
      place: (path) => lookAt(asked, path, tryIn),
    });
  const diagnoses: Diagnosis[] = [];
  for (const buildSystem of buildSystems) {
    const mode = { buildSystem, engine: await engineOf(buildSystem) };
    diagnoses.push({ buildSystem, findings: diagnose(facts, mode) });
  }
  return diagnoses;
}

/** Whether this is a container without an engine of its own, as kas's are. */
function isBareContainer(host: Host): boolean {
  return CONTAINER_MARKS.some((path) => host.stat(path) !== undefined) &&
    !["podman", "docker"].some((name) => host.findProgram(name, host.env));
}
