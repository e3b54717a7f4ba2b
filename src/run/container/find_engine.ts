import type { BuildSystem } from "../../config/config.ts";
import {
  engineNotInstalled,
  noEngine,
  unknownEngine,
  unknownSudo,
} from "../../container/errors.ts";
import type { Engine, LaunchFacts } from "../../container/facts.ts";
import { engineAccess } from "../../container/launch_mode.ts";
import type { Finished, Host } from "../../host/host.ts";
import { probe } from "./probe.ts";

export type EngineFacts = Pick<
  LaunchFacts,
  | "engine"
  | "engineNote"
  | "dockerRootless"
  | "dockerRemaps"
  | "podmanVersion"
  | "dockerHost"
  | "sudo"
  | "appArmor"
>;

/** What stands for an engine where a cluster is one: nothing is asked of this host. */
export const CLUSTER: EngineFacts = {
  engine: "kubernetes",
  engineNote: undefined,
  dockerRootless: false,
  dockerRemaps: false,
  podmanVersion: undefined,
  dockerHost: undefined,
  sudo: undefined,
  appArmor: "free",
};

/** The engine to use, and what of it the build system depends on. @throws UserError without one */
export async function findEngine(host: Host, buildSystem: BuildSystem): Promise<EngineFacts> {
  const ask = async (...argv: string[]) => (await probe(host, ...argv)).stdout.trim();
  const { engine, engineNote, daemon } = await chooseEngine(host, buildSystem);
  const says = (name: string) => new RegExp(`"name=${name}[",]`).test(daemon?.stdout ?? "");
  const dockerRootless = says("rootless");
  const access = engineAccess(buildSystem, { engine, dockerRootless });
  const version = engine === "podman" && buildSystem === "isar-rootless"
    ? /(\d+)\.(\d+)/.exec(await ask("podman", "--version"))
    : null;
  const dockerHost = engine === "docker" && access === "through_root"
    ? await systemEndpoint(host)
    : "";
  return {
    engine,
    engineNote,
    dockerRootless,
    dockerRemaps: says("userns"),
    podmanVersion: version ? [Number(version[1]), Number(version[2])] : undefined,
    dockerHost: dockerHost || undefined,
    sudo: findSudo(host),
    appArmor: engine === "docker" ? appArmor(host) : "free",
  };
}

interface Choice {
  readonly engine: Engine;
  readonly engineNote?: string;
  /** What docker's daemon says of itself. */
  readonly daemon?: Finished;
}

async function chooseEngine(host: Host, buildSystem: BuildSystem): Promise<Choice> {
  const wanted = host.env.KAS_CONTAINER_ENGINE || host.env.KAS_DOCKER_ENGINE;
  const has = (name: string) => host.findProgram(name, host.env) !== undefined;
  if (wanted) {
    if (wanted !== "docker" && wanted !== "podman") throw unknownEngine(wanted);
    if (!has(wanted)) throw engineNotInstalled(wanted);
    return wanted === "docker" ? { engine: wanted, daemon: await askDaemon(host) } : {
      engine: wanted,
    };
  }
  if (buildSystem === "isar-rootless" && has("podman")) return { engine: "podman" };
  // podman-docker installs a docker that is podman.
  if (has("docker") && (await probe(host, "docker", "-v")).stdout.startsWith("Docker")) {
    const daemon = await askDaemon(host);
    if (daemon.status === 0 || !has("podman")) return { engine: "docker", daemon };
    const reason = daemon.stderr.trim().split("\n").at(-1) || `status ${daemon.status}`;
    const engineNote = `docker's daemon cannot be used (${reason}), hence podman is taken. ` +
      "Start the daemon to have docker, or set KAS_CONTAINER_ENGINE=podman to have this unsaid.";
    return { engine: "podman", engineNote };
  }
  if (has("podman")) return { engine: "podman" };
  throw noEngine();
}

/** The daemon knows whether it is rootless; a context can have any name, and DOCKER_HOST none. */
function askDaemon(host: Host): Promise<Finished> {
  return probe(host, "docker", "info", "--format", "{{json .SecurityOptions}}");
}

/** Where the system's docker listens: DOCKER_HOST would stand in for the default context. */
async function systemEndpoint(host: Host): Promise<string> {
  const { DOCKER_HOST: _, ...env } = host.env;
  const format = "{{.Endpoints.docker.Host}}";
  const argv = ["docker", "context", "inspect", "default", "--format", format];
  return (await host.run({ argv, cwd: host.cwd, env }, { lookUp: true })).stdout.trim();
}

function findSudo(host: Host): "sudo" | "run0" | undefined {
  const wanted = host.env.KAS_SUDO_CMD;
  if (wanted && wanted !== "sudo" && wanted !== "run0") throw unknownSudo(wanted);
  if (wanted) return wanted as "sudo" | "run0";
  return (["sudo", "run0"] as const).find((name) => host.findProgram(name, host.env));
}

/** Ubuntu restricts user namespaces by AppArmor, and ships a profile for rootless docker. */
function appArmor(host: Host): LaunchFacts["appArmor"] {
  const ubuntu = (host.readText("/etc/os-release") ?? "").includes('NAME="Ubuntu"');
  const sysctl = "/proc/sys/kernel/apparmor_restrict_unprivileged_userns";
  if (!ubuntu || host.readText(sysctl)?.trim() !== "1") return "free";
  return host.stat("/etc/apparmor.d/rootlesskit") ? "profile" : "restricted";
}
