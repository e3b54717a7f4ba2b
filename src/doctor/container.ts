import { quoteArgv } from "../base/command.ts";
import type { Check, HostFacts, IdMaps, WorkingEngine } from "./facts.ts";
import { type Finding, ok, problem, warning } from "./finding.ts";
import { install } from "./remedies.ts";
import { NOBODY } from "./subordinate_range.ts";

const CHECK = "container";

/** The image is there, and a container of it starts, with a user namespace inside if need be. */
export const checkContainer: Check = (facts, { buildSystem, engine }) => {
  if (engine.kind !== "works" || engine.imageIsThere === undefined) return [];
  const shown = engine.image;
  if (!engine.imageIsThere) {
    const pull = quoteArgv([engine.engine, "pull", engine.image]);
    return [warning("image", `${shown} is not here, so no container was tried`, pull)];
  }
  const image = ok("image", shown);
  const trial = engine.container;
  if (trial === undefined) return [image];
  if (trial.kind === "failed") {
    const message = `a container does not start: ${trial.reason}`;
    return [image, problem(CHECK, message, startRemedy(facts, engine, trial.reason))];
  }
  if (buildSystem !== "isar-rootless") return [image, ok(CHECK, "started one")];
  return [image, nestedMaps(trial.found)];
};

function startRemedy(facts: HostFacts, { engine, image }: WorkingEngine, reason: string): string {
  if (engine === "podman" && /cgroup/i.test(reason)) {
    return `${install(facts, { debian: "runc", fedora: "runc" })}, and write runtime="runc" ` +
      "below [engine] in ~/.config/containers/containers.conf";
  }
  if (/container-init|catatonit/.test(reason)) {
    return install(facts, { debian: "catatonit", fedora: "catatonit" });
  }
  if (/newuidmap|newgidmap|subuid|subgid|uid_map|unshare/.test(reason)) {
    return "podman system migrate, when the other problems are mended";
  }
  return quoteArgv([engine, "run", "--rm", "--network=none", image, "--version"]);
}

function nestedMaps(maps: IdMaps | undefined): Finding {
  const has = (extents: IdMaps["uid"]) =>
    extents.some(({ inside, length }) => inside <= NOBODY && NOBODY < inside + length);
  if (maps && has(maps.uid) && has(maps.gid)) {
    return ok(CHECK, `started one, with a user namespace inside that has nobody (${NOBODY})`);
  }
  const message = "started one, with a user namespace inside that has no nobody (65534)";
  return warning(CHECK, message, "have 65536 subordinate ids at least, and podman 4.3 or later");
}
