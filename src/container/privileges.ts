import type { Environment } from "../base/command.ts";
import type { IdRange } from "../entrypoint/id_map.ts";
import { type ContainerPart, setVariable } from "./container_spec.ts";
import type { LaunchFacts } from "./facts.ts";
import type { Launch } from "./launch.ts";
import type { EngineAccess } from "./launch_mode.ts";

/**
 * The id of the build user where podman can choose it. With the default 65536 subordinate ids,
 * 2 to 65536 are then one range, in which nobody (65534) exists in the builds' own namespaces.
 * An id above the range would do that, too, but mmdebstrap cannot unpack files of such an owner.
 */
const CHOSEN_ID = 1;

const PRIVILEGED: ContainerPart = { kind: "privileged" };
const securityOption = (option: string): ContainerPart => ({ kind: "security_option", option });

/** What the start of an engine depends on, whatever it is to do. */
export interface EngineStart {
  readonly access: EngineAccess;
  readonly facts: Pick<LaunchFacts, "engine" | "dockerHost" | "sudo" | "env" | "pid">;
}

/** The words before an engine that must be root and starts a container with these parts. */
export function rootCommand(
  { access, facts }: EngineStart,
  parts: readonly ContainerPart[],
): string[] {
  if (access !== "through_root") return [];
  if (facts.sudo !== "run0") return ["sudo", "--preserve-env"];
  // run0 hands on what is named, with the value that it has itself (run0(1)). systemd shows that
  // to all users, as it does a command line, but neither -n nor a log has it.
  const handedOn = parts.flatMap((part) =>
    part.kind === "callers_variable" ? [`--setenv=${part.name}`] : []
  );
  return ["run0", "--background=", `--unit=kas-container@${facts.pid}`, ...handedOn];
}

/** Whether the engine has our environment, which nobody else sees. */
export function keepsEnvironment({ access, facts }: Launch): boolean {
  return access !== "through_root" || facts.sudo !== "run0";
}

/** The environment that the engine itself is started with. */
export function engineEnvironment({ access, facts }: EngineStart): Environment {
  const { env, engine, dockerHost } = facts;
  if (access !== "through_root") return env;
  // The caller's PATH may lack the directories of what a privileged podman needs.
  if (engine === "podman") return { ...env, PATH: `${env.PATH ?? "/usr/bin:/bin"}:/usr/sbin` };
  // DOCKER_HOST, if set, leads to the daemon that is not root.
  return dockerHost ? { ...env, DOCKER_HOST: dockerHost } : env;
}

/** The build user in a pod: 0 to 65535 are the ids there, and who prints a Job is not in it. */
export const POD_USER = { uid: 1000, gid: 1000 } as const;

/** podman of 4.3 or later lets the build user have an id of our choice. */
function choosesId({ mode, facts }: Launch): boolean {
  const [major, minor] = facts.podmanVersion ?? [0, 0];
  return mode.buildSystem === "isar-rootless" && facts.engine === "podman" &&
    (major > 4 || (major === 4 && minor >= 3));
}

/** The ids that the entrypoint goes on with. */
export function buildUser(launch: Launch): { readonly uid: number; readonly gid: number } {
  if (launch.access === "kubernetes") return POD_USER;
  return choosesId(launch) ? { uid: CHOSEN_ID, gid: CHOSEN_ID } : launch.facts;
}

/** What a build system demands of every engine: Isar with root, or without sudo. */
export function buildRights({ mode, access, facts }: Launch): ContainerPart[] {
  if (mode.buildSystem === "openembedded") return [];
  if (mode.buildSystem === "isar-privileged") return [PRIVILEGED];
  const block = setVariable("KAS_BLOCK_SUDO", "1");
  if (access === "rootless_docker") return [...block, PRIVILEGED];
  if (access === "podman") return block;
  const range = (name: string, ids: IdRange | undefined) =>
    ids && access === "docker" ? setVariable(name, `${ids.start}:${ids.count}`) : [];
  return [
    ...block,
    ...range("KAS_SUBUID", facts.subuid),
    ...range("KAS_SUBGID", facts.subgid),
    securityOption("seccomp=unconfined"),
    securityOption("apparmor=unconfined"),
    securityOption("systempaths=unconfined"),
    { kind: "capability", name: "SYS_ADMIN" },
  ];
}

/** What an engine needs for the build user to have the caller's rights, and no more. */
export function engineRights(launch: Launch): ContainerPart[] {
  const { mode, access, facts } = launch;
  if (facts.engine === "podman") {
    const namespace = choosesId(launch) ? `:uid=${CHOSEN_ID},gid=${CHOSEN_ID}` : "";
    return [
      securityOption("label=disable"),
      ...(access === "podman"
        ? [{ kind: "user_namespace", mode: `keep-id${namespace}` } as const]
        : []),
      ...(mode.buildSystem === "isar-rootless" ? [PRIVILEGED] : []),
    ];
  }
  return [
    ...(facts.appArmor === "profile" ? [securityOption("apparmor=rootlesskit")] : []),
    ...(access === "rootless_docker" ? setVariable("KAS_DOCKER_ROOTLESS", "1") : []),
  ];
}
