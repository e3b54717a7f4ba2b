import type { Check } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";

const CHECK = "user";

/** Root: bitbake's sanity check, kas-container and rootless podman do not want it. */
export const checkUser: Check = ({ uid, user, env }, { buildSystem, engine }) => {
  if (uid !== 0) return [ok(CHECK, user)];
  const asUser = "call kas as a user without root";
  if (engine.kind === "none") {
    return buildSystem === "openembedded"
      ? [problem(CHECK, "bitbake refuses to build as root", asUser)]
      : [ok(CHECK, user)];
  }
  if (buildSystem === "isar-rootless") {
    return [problem(CHECK, "root has no rootless containers", asUser)];
  }
  return env.KAS_ALLOW_ROOT === "yes"
    ? [warning(CHECK, "KAS_ALLOW_ROOT=yes: all is built as root", asUser)]
    : [problem(CHECK, "kas-container refuses root", `${asUser}, or export KAS_ALLOW_ROOT=yes`)];
};
