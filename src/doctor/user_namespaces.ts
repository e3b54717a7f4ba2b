import { knowsMapAuto } from "../clean/clean_plan.ts";
import type { Check, HostFacts, Mode } from "./facts.ts";
import { type Finding, ok, warning } from "./finding.ts";
import { hindrance, type NamespaceUse, namespaceUse } from "./namespace_use.ts";
import { install, setSysctl } from "./remedies.ts";

const CHECK = "user-namespaces";
const UTIL_LINUX = { debian: "util-linux", fedora: "util-linux" };
const APPARMOR = "kernel.apparmor_restrict_unprivileged_userns";

/** The kernel lets the caller have user namespaces, in which others can be made. */
export const checkUserNamespaces: Check = (facts, mode) => {
  const use = namespaceUse(facts, mode);
  if (use === "none") return [];
  const off = switchedOff(facts).map((name) =>
    hindrance(
      use,
      CHECK,
      `user namespaces are switched off (${name}=0)`,
      setSysctl(facts, name, name.startsWith("user.") ? 63000 : 1),
    )
  );
  return off.length > 0
    ? off
    : [...checkUnshare(facts, mode, use), ...checkTrial(facts, mode, use)];
};

function switchedOff({ sysctls, uid }: HostFacts) {
  // Debian's setting does not concern root.
  const names = uid === 0
    ? ["user.max_user_namespaces"] as const
    : ["kernel.unprivileged_userns_clone", "user.max_user_namespaces"] as const;
  return names.filter((name) => sysctls[name] === 0);
}

/** unshare of util-linux makes the namespaces of Isar and of `kas clean`, not those of podman. */
function checkUnshare(
  facts: HostFacts,
  { buildSystem, engine }: Mode,
  use: NamespaceUse,
): Finding[] {
  if (buildSystem !== "isar-rootless") return [];
  const inBuild = engine.kind === "none" ? use : "clean";
  const { unshare } = facts;
  if (unshare === undefined) {
    return [hindrance(inBuild, "unshare", "unshare is not installed", install(facts, UTIL_LINUX))];
  }
  if (!knowsMapAuto(unshare)) {
    const message = `${unshare}: 2.38 or later is needed`;
    return [hindrance(inBuild, "unshare", message, "use a newer release of the distribution")];
  }
  return [ok("unshare", unshare)];
}

function checkTrial(facts: HostFacts, mode: Mode, use: NamespaceUse): Finding[] {
  const { namespace } = facts;
  if (namespace === undefined) return [];
  // An engine's container that has its own namespace inside is what counts.
  const { engine } = mode;
  const contained = engine.kind === "works" && engine.container?.kind === "worked";
  const weight = contained ? "clean" : use;
  if (namespace.kind === "failed") {
    const message = `a user namespace cannot be made: ${namespace.reason}`;
    return [hindrance(weight, CHECK, message, trialRemedy(facts))];
  }
  const { nested, owned } = namespace.found;
  const findings: Finding[] = [];
  if (!nested) {
    const message = "a user namespace cannot be made within another";
    findings.push(hindrance(weight, CHECK, message, trialRemedy(facts)));
  }
  if (owned === false && mode.buildSystem === "isar-rootless") {
    const message = "files in the build directory cannot be given to subordinate ids";
    const remedy = "export KAS_BUILD_DIR=DIRECTORY, on a local file system";
    findings.push(
      use === "build"
        ? hindrance(use, "ownership", message, remedy)
        : warning("ownership", message, remedy),
    );
  }
  return findings.length > 0 ? findings : [ok(CHECK, "made one in another, with --map-auto")];
}

function trialRemedy(facts: HostFacts): string {
  return facts.sysctls[APPARMOR] === 1
    ? setSysctl(facts, APPARMOR, 0)
    : "mend the other problems; in a container, start it with --privileged";
}
