import type { Check } from "./facts.ts";
import { ok, problem } from "./finding.ts";
import { install } from "./remedies.ts";

const CHECK = "privilege";

/** A privileged Isar build needs root: its engine, or in a container sudo without a password. */
export const checkPrivilege: Check = (facts, { buildSystem, engine }) => {
  if (buildSystem !== "isar-privileged" || facts.uid === 0) return [];
  const remedy = install(facts, { debian: "sudo", fedora: "sudo" });
  if (engine.kind === "works" && engine.access === "through_root") {
    return engine.sudo === undefined
      ? [problem(CHECK, `${engine.engine} must be root here, and there is no sudo`, remedy)]
      : [ok(CHECK, `${engine.sudo} will be asked for root`)];
  }
  if (engine.kind !== "none" || facts.sudoWithoutPassword === undefined) return [];
  if (facts.sudoWithoutPassword) return [ok(CHECK, "sudo asks for no password")];
  const rule = `${facts.user} ALL=(ALL:ALL) NOPASSWD: ALL`;
  const allow = `echo '${rule}' | sudo tee /etc/sudoers.d/kas-isar`;
  return [problem(CHECK, "Isar needs sudo without a password", allow)];
};
