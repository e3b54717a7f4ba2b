// Launches of facts that most tests have in common.
import assert from "node:assert/strict";
import { KAS_SYNTAX } from "../../../src/commands/table.ts";
import type { FileArgument, LaunchFacts } from "../../../src/container/facts.ts";
import { checkLaunch, launchPlan } from "../../../src/container/launch_plan.ts";
import { type ContainerOptions, parseContainer } from "../../../src/container/options.ts";

export function parse(...argv: string[]): ContainerOptions {
  const request = parseContainer(argv, KAS_SYNTAX);
  assert.equal(request.kind, "run");
  return (request as { options: ContainerOptions }).options;
}

export const ONE: FileArgument = { files: ["/one/kas.yml"], repoRoot: "/one" };

export const FACTS: LaunchFacts = {
  env: { PATH: "/bin" },
  cwd: "/here",
  uid: 1000,
  gid: 100,
  terminal: false,
  arguments: [ONE],
  localRepos: [],
  sourceDirHost: undefined,
  sourceDirNote: undefined,
  home: undefined,
  configuredBuildSystem: undefined,
  projectVariables: { names: [], missingRepos: [] },
  variablesOfPaths: [],
  imagePin: undefined,
  imageVersion: undefined,
  imageAbsent: false,
  engine: "docker",
  engineNote: undefined,
  dockerRootless: false,
  dockerRemaps: false,
  podmanVersion: undefined,
  dockerHost: undefined,
  sudo: "sudo",
  appArmor: "free",
  subuid: undefined,
  subgid: undefined,
  rootlessLacks: [],
  paths: { KAS_WORK_DIR: "/work-host" },
  imported: false,
  ownsWorkDir: true,
  worktree: undefined,
  worktreeFile: "/tmp/own/overlay",
  worktreeOwner: { path: "/tmp/own/owner", text: "me" },
  timeZone: undefined,
  pid: 7,
  kvm: false,
};

/** The plan of a command line on this host, the last command of it, and what is told. */
export function launched(argv: readonly string[], facts: Partial<LaunchFacts> = {}) {
  const { launch, notes } = checkLaunch(parse(...argv), { ...FACTS, ...facts });
  const plan = launchPlan(launch);
  const last = plan.actions.at(-1)!;
  assert.ok(last.kind === "exec" || last.kind === "attach");
  return { plan, notes: notes.map((note) => note.message), command: last.command };
}
