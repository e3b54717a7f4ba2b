import type { HostFacts, Mode } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { problem, warning } from "./finding.ts";

/** What a user namespace with the caller's subordinate ids is for. */
export type NamespaceUse =
  /** Without one nothing is built. */
  | "build"
  /** The build has its own in docker; `kas clean` on the host wants one. */
  | "clean"
  | "none";

/** podman has one in each mode; docker's daemon, and podman through sudo, are root. */
export function namespaceUse({ uid }: Pick<HostFacts, "uid">, mode: Mode): NamespaceUse {
  const { engine, buildSystem } = mode;
  const rootless = buildSystem === "isar-rootless";
  if (engine.kind === "none") return rootless ? "build" : "none";
  // That root cannot have rootless containers is told elsewhere.
  if (uid === 0) return "none";
  if (engine.kind === "works" && engine.access === "podman") return "build";
  if (engine.kind === "broken" && engine.engine === "podman") return "build";
  return rootless ? engine.kind === "not_found" ? "build" : "clean" : "none";
}

/** What keeps a user namespace from being: as bad as the namespace is needed. */
export function hindrance(
  use: NamespaceUse,
  check: string,
  message: string,
  remedy: string,
): Finding {
  return use === "build"
    ? problem(check, message, remedy)
    : warning(check, `${message}: "kas clean --isar-rootless" will not work here`, remedy);
}
