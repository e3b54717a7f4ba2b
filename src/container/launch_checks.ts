import type { Note } from "../base/log.ts";
import {
  imageNotHere,
  noVariablesByRun0,
  noWayToRoot,
  rootlessLacks,
  rootUser,
  severalKconfigs,
} from "./errors.ts";
import type { Launch } from "./launch.ts";
import type { ContainerOptions } from "./options.ts";
import { keepsEnvironment } from "./privileges.ts";
import { isWide } from "./source_dir.ts";

/** @throws UserError if the container cannot do what is asked, which is told before it starts */
export function refuseLaunch(launch: Launch): void {
  const { options, facts, access } = launch;
  // A pod has nothing of the caller's rights.
  const asCaller = access !== "kubernetes";
  if (asCaller && facts.uid === 0 && facts.env.KAS_ALLOW_ROOT !== "yes") throw rootUser();
  if (options.command === "menu" && facts.arguments.length > 1) throw severalKconfigs();
  if (access === "podman" && facts.uid !== 0 && facts.rootlessLacks.length > 0) {
    throw rootlessLacks(facts.rootlessLacks);
  }
  if (access === "through_root" && !facts.sudo) throw noWayToRoot();
  if (launch.offline && facts.imageAbsent) {
    throw imageNotHere(launch.image.reference, facts.engine);
  }
  if (options.variables.length > 0 && !keepsEnvironment(launch)) {
    throw noVariablesByRun0(options.variables);
  }
}

/** Whether the caller switches userns-remap off for this container (docker-run(1)). */
const usesHostIds = ({ runtimeArgs }: ContainerOptions): boolean =>
  /(?:^| )--userns[= ]host(?: |$)/.test(runtimeArgs.join(" "));

/** What works, but not as well as it could. */
export function engineNotes({ options, facts, mode, access }: Launch): Note[] {
  const notes: Note[] = [];
  const warn = (message: string) => notes.push({ level: "warning", message });
  if (facts.engineNote !== undefined) warn(facts.engineNote);
  if (facts.dockerHost !== undefined) {
    notes.push({
      level: "debug",
      message: "kas-isar does not support rootless docker. " +
        `Using system docker in ${facts.dockerHost}`,
    });
  }
  if (facts.sourceDirNote !== undefined) warn(facts.sourceDirNote);
  // What follows is about this host's directories and devices.
  if (access === "kubernetes") return notes;
  const mounted = facts.localRepos.map(({ path }) => path);
  for (const directory of new Set([mode.repoDir, facts.paths.KAS_WORK_DIR!, ...mounted])) {
    if (isWide(directory, facts.home)) {
      warn(
        `The whole of ${directory} is mounted into the container, with all that your HOME has. ` +
          "Better have project and KAS_WORK_DIR in directories of their own.",
      );
    }
  }
  if (options.kvm && !facts.kvm) {
    warn("--kvm given but /dev/kvm not present on host; skipping");
  }
  if (access === "rootless_docker") {
    warn("Rootless docker used, only limited functionality available.");
    if (facts.paths.KAS_WORK_DIR === mode.repoDir) {
      warn(
        "On docker rootless a exclusive KAS_WORK_DIR should be used as kas temporarily changes " +
          "the ownership of this directory.",
      );
    }
  }
  if (facts.dockerRemaps && facts.ownsWorkDir && !usesHostIds(options)) {
    warn(
      "docker's daemon gives containers other ids (userns-remap): in them " +
        `${facts.paths.KAS_WORK_DIR} is not yours, and cannot be written. Give it to the id that ` +
        "you have there (yours, counted from the start of the daemon's range), or use podman " +
        "(KAS_CONTAINER_ENGINE=podman).",
    );
  }
  if (facts.engine === "docker" && facts.appArmor === "restricted") {
    warn(
      "AppArmor restricts unprivileged userns but no suitable apparmor profile found. " +
        "Consider setting apparmor_restrict_unprivileged_userns=0",
    );
  }
  return notes;
}
