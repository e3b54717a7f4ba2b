import type { Environment } from "../base/command.ts";
import { unusableSetting } from "../config/errors.ts";
import { nameMistake } from "../config/names.ts";
import { machineNotKnown, noMachine } from "./errors.ts";
import type { ProjectFacts } from "./project_facts.ts";

/** A project as the command line named it. */
export interface Candidate {
  /** The files as `kas build` takes them, seen from the current directory. */
  readonly config: string;
  /** Absolute, in the order of merging. */
  readonly files: readonly string[];
}

/** Machines that all projects are built for; without any, each is built for its own. */
export interface AskedMachines {
  /** What names them, for messages. */
  readonly setting: string;
  readonly names: readonly string[];
}

/** The machines of `--machine`, else KAS_MACHINE. */
export function askedMachines(options: readonly string[], env: Environment): AskedMachines {
  const { KAS_MACHINE } = env;
  return options.length > 0 || KAS_MACHINE === undefined
    ? { setting: "--machine", names: [...new Set(options)] }
    : { setting: "KAS_MACHINE", names: [KAS_MACHINE] };
}

/** @throws UserError for a name that no machine can have */
export function checkMachines({ setting, names }: AskedMachines): void {
  for (const name of names) {
    const found = nameMistake(name);
    if (found !== undefined) throw unusableSetting(setting, name, found);
  }
}

/**
 * The machine that a project is for by itself. kas's default does not count: among many files,
 * one that names no machine is made to be included.
 * @throws UserError if it names none, or if files that could not be read may name another one
 */
export function ownMachine(
  { config, files }: Candidate,
  { config: { machine, files: read }, missing }: Pick<ProjectFacts, "config" | "missing">,
): string {
  // The last file is merged behind all others.
  const last = read.findLast(({ path }) => path === files.at(-1))?.file.root;
  if (missing.length > 0 && !last?.has("machine")) {
    throw machineNotKnown(config, missing.map(({ id }) => id));
  }
  if (machine === undefined) throw noMachine(config);
  return machine;
}
