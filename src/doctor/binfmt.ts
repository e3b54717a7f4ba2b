import type { Check } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";
import { isAtLeast } from "./kernel.ts";
import { namespaceUse } from "./namespace_use.ts";
import { asRoot } from "./remedies.ts";

const CHECK = "kernel";

/**
 * Since Linux 6.7 a user namespace can have a binfmt_misc of its own
 * (https://git.kernel.org/torvalds/c/21ca59b365c0). kas's images register qemu there for
 * programs of other architectures, and do not start where they cannot.
 */
export const checkBinfmt: Check = (facts, mode) => {
  const { kernel, namespace } = facts;
  const { engine } = mode;
  // Under docker's root they mount that of the machine.
  if (engine.kind === "works" && engine.access === "docker") return [];
  if (mode.buildSystem !== "isar-rootless" || namespaceUse(facts, mode) === "none") return [];
  const old = !isAtLeast(kernel, 6, 7);
  const mounted = namespace?.kind === "worked" ? namespace.found.binfmt : undefined;
  if (mounted ?? !old) return [ok(CHECK, `Linux ${kernel}`)];
  if (!old) {
    const message = `Linux ${kernel} has no binfmt_misc to mount without root: ` +
      "nothing of other architectures can be run";
    return [warning(CHECK, message, asRoot(facts, "modprobe binfmt_misc"))];
  }
  const message = `Linux ${kernel} is older than 6.7, which let containers without root have a ` +
    "binfmt_misc of their own";
  const remedy = newerKernel(facts.distribution.release);
  return [
    engine.kind === "none"
      ? warning(CHECK, `${message}: nothing of other architectures can be run`, remedy)
      : problem(CHECK, `${message}: kas's images do not start`, remedy),
  ];
};

function newerKernel(release: string): string {
  switch (release) {
    case "bookworm":
      return "sudo apt-get install -t bookworm-backports linux-image-amd64 (with that source), " +
        "then reboot";
    case "jammy":
      return "sudo apt-get install linux-generic-hwe-22.04, then reboot";
    default:
      return "install a kernel of 6.7 or later, then reboot";
  }
}
