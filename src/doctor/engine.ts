import { quoteArgv } from "../base/command.ts";
import type { Check, HostFacts } from "./facts.ts";
import { ok, problem, warning } from "./finding.ts";
import { asRoot, install } from "./remedies.ts";

const CHECK = "engine";
const PACKAGES = {
  podman: { debian: "podman uidmap", fedora: "podman" },
  docker: { debian: "docker.io", fedora: "moby-engine" },
};

/** The container engine is there, and answers. */
export const checkEngine: Check = (facts, { engine }) => {
  switch (engine.kind) {
    case "none":
      return [ok(CHECK, "none: builds are made right here")];
    case "not_found": {
      const known = engine.wanted === "docker" ? engine.wanted : "podman";
      return [problem(CHECK, engine.reason, install(facts, PACKAGES[known]))];
    }
    case "broken": {
      const message = `${engine.engine} does not work: ${engine.reason}`;
      const remedy = engine.engine === "docker"
        ? dockerRemedy(facts, engine.reason)
        : podmanRemedy(facts, engine.reason);
      return [problem(CHECK, message, remedy)];
    }
    case "works": {
      const how = engine.access === "through_root" ? `, started by ${engine.sudo ?? "root"}` : "";
      const message = `${engine.version}${how}`;
      return engine.note === undefined
        ? [ok(CHECK, message)]
        : [warning(CHECK, `${message}: ${engine.note}`, startDocker(facts))];
    }
  }
};

const startDocker = (facts: HostFacts) => asRoot(facts, "systemctl start docker");

function dockerRemedy(facts: HostFacts, reason: string): string {
  if (/permission denied/i.test(reason)) {
    return `${asRoot(facts, `usermod -aG docker ${facts.user}`)}, then log in anew`;
  }
  return /no answer/.test(reason) ? asRoot(facts, "systemctl restart docker") : startDocker(facts);
}

/** The path in podman's complaint about its storage: `mkdir /x/y: permission denied`. */
const UNWRITABLE = /(\/[^\s:"']+)["']?: (?:permission denied|operation not permitted)/i;

function podmanRemedy(facts: HostFacts, reason: string): string {
  const path = UNWRITABLE.exec(reason)?.[1];
  if (path !== undefined) {
    return asRoot(facts, quoteArgv(["chown", "-R", "--from=root", `${facts.user}:`, path]));
  }
  if (/read-only file system/i.test(reason)) {
    return "name a directory that can be written to: graphroot in ~/.config/containers/storage.conf";
  }
  if (/newuidmap|newgidmap|subuid|subgid|user namespace/i.test(reason)) {
    return "podman system migrate, when the other problems are mended";
  }
  return "podman info, and mend what it complains about";
}
