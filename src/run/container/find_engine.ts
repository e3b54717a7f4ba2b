import type { BuildSystem } from "../../config/config.ts";
import {
  engineNotInstalled,
  noEngine,
  unknownEngine,
  unknownSudo,
} from "../../container/errors.ts";
import type { Engine, LaunchFacts } from "../../container/facts.ts";
import { engineAccess } from "../../container/launch_mode.ts";
import type { Host } from "../../host/host.ts";
import { probe } from "./probe.ts";

export type EngineFacts = Pick<
  LaunchFacts,
  "engine" | "dockerRootless" | "podmanVersion" | "dockerHost" | "sudo" | "appArmor"
>;

/** The engine to use, and what of it the build system depends on. @throws UserError without one */
export async function findEngine(host: Host, buildSystem: BuildSystem): Promise<EngineFacts> {
  const ask = async (...argv: string[]) => (await probe(host, ...argv)).stdout.trim();
  const engine = await chooseEngine(host, buildSystem);
  const dockerRootless = engine === "docker" &&
    await ask("docker", "context", "show") === "rootless";
  const access = engineAccess(buildSystem, { engine, dockerRootless });
  const version = engine === "podman" && buildSystem === "isar-rootless"
    ? /(\d+)\.(\d+)/.exec(await ask("podman", "--version"))
    : null;
  const format = "{{.Endpoints.docker.Host}}";
  const dockerHost = engine === "docker" && access === "through_root"
    ? await ask("docker", "context", "inspect", "default", "--format", format)
    : "";
  return {
    engine,
    dockerRootless,
    podmanVersion: version ? [Number(version[1]), Number(version[2])] : undefined,
    dockerHost: dockerHost || undefined,
    sudo: findSudo(host),
    appArmor: engine === "docker" ? appArmor(host) : "free",
  };
}

async function chooseEngine(host: Host, buildSystem: BuildSystem): Promise<Engine> {
  const wanted = host.env.KAS_CONTAINER_ENGINE || host.env.KAS_DOCKER_ENGINE;
  const has = (name: string) => host.findProgram(name, host.env) !== undefined;
  if (wanted) {
    if (wanted !== "docker" && wanted !== "podman") throw unknownEngine(wanted);
    if (!has(wanted)) throw engineNotInstalled(wanted);
    return wanted;
  }
  if (buildSystem === "isar-rootless" && has("podman")) return "podman";
  // podman-docker installs a docker that is podman.
  if (has("docker") && (await probe(host, "docker", "-v")).stdout.startsWith("Docker")) {
    return "docker";
  }
  if (has("podman")) return "podman";
  throw noEngine();
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
