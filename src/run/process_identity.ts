import type { Host } from "../host/host.ts";
import { parseStat } from "../host/process_table.ts";

/** A process, to be told from any other: process numbers are used again. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from the boot to its start. */
  readonly started: string;
  /** Number of the boot, which each boot has anew. */
  readonly boot: string;
  /** Inode of the namespace that its number belongs to (pid_namespaces(7)). */
  readonly namespace: number;
}

/** Our own process; undefined without /proc. */
export function ownIdentity(host: Host): ProcessIdentity | undefined {
  const { pid } = host;
  const started = startOf(host, pid);
  return started === undefined ? undefined : { pid, started, ...surroundings(host) };
}

/** Whether a process still runs; unknown if that can only be seen from another namespace. */
export function fateOf(host: Host, identity: ProcessIdentity): "alive" | "dead" | "unknown" {
  const { boot, namespace } = surroundings(host);
  if (boot === "") return "unknown";
  if (identity.boot !== boot) return "dead";
  if (identity.namespace !== namespace) return "unknown";
  return startOf(host, identity.pid) === identity.started ? "alive" : "dead";
}

/** Reads what was JSON; undefined for anything else than an identity. */
export function readIdentity(value: unknown): ProcessIdentity | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { pid, started, boot, namespace } = value as Record<string, unknown>;
  return typeof pid === "number" && typeof started === "string" && typeof boot === "string" &&
      typeof namespace === "number"
    ? { pid, started, boot, namespace }
    : undefined;
}

function startOf(host: Host, pid: number): string | undefined {
  const stat = parseStat(host.readText(`/proc/${pid}/stat`) ?? "");
  return stat?.ended ? undefined : stat?.started;
}

function surroundings(host: Host): Pick<ProcessIdentity, "boot" | "namespace"> {
  return {
    boot: host.readText("/proc/sys/kernel/random/boot_id")?.trim() ?? "",
    namespace: host.stat("/proc/self/ns/pid")?.inode ?? 0,
  };
}
