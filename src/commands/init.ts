import { join, resolve } from "node:path";
import { quoteWord } from "../base/command.ts";
import { plan } from "../base/plan.ts";
import { nameMistake } from "../config/names.ts";
import { badMachine, projectExists } from "../init/errors.ts";
import { firstProject } from "../init/first_project.ts";
import { type FirstProject, missingText } from "../init/project.ts";
import { projectText } from "../init/project_text.ts";
import { initialEnvironment } from "../run/bitbake/initial_environment.ts";
import { findRepos } from "../run/init/find_repos.ts";
import { perform } from "../run/perform.ts";
import { type SetupOptions, stopIfCancelled } from "../run/session.ts";
import { Tools } from "../run/tools.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { openSession } from "./open_project.ts";
import { readSetupOptions } from "./setup_options.ts";

export interface InitOptions {
  /** Where the project file will be, as it was named. */
  readonly directory: string;
  readonly machine: string | undefined;
  readonly setup: SetupOptions;
}

export const init = defineCommand<InitOptions>({
  options: [{
    flags: ["--machine"],
    name: "machine",
    kind: "text",
    help:
      "Build for this machine; by default one of the layers that are there, or qemux86-64. On " +
      "a terminal it is asked for.",
  }],
  positionals: [{
    name: "dir",
    arity: "optional",
    help: "Where to write kas.yml; the current directory by default. Layers and clones that lie " +
      "there become its repositories.",
  }],
  examples: [
    ["kas init", "Of what lies here."],
    ["kas init --machine qemuarm64 my-project", "A directory of its own."],
  ],
  read: (args) => ({
    directory: args.text("dir") ?? ".",
    machine: args.text("machine"),
    setup: readSetupOptions(args, { reads: true }),
  }),
  async run(context, options) {
    const { host, log } = context;
    const directory = host.realPath(resolve(host.cwd, options.directory));
    const file = join(directory, "kas.yml");
    if (host.lstat(file)) throw projectExists(file);
    const session = openSession(context, options.setup);
    const found = await findRepos(new Tools(session, initialEnvironment(session)), directory);
    const first = firstProject(found);
    const machine = options.machine ?? await askMachine(context, first);
    const mistake = nameMistake(machine);
    if (mistake !== undefined) throw badMachine(machine, mistake);
    stopIfCancelled(session);
    for (const needed of first.missing) log.warning(missingText(needed));
    const build = "kas build kas.yml";
    const next = directory === host.cwd ? build : `cd ${quoteWord(directory)} && ${build}`;
    const text = projectText({ ...first, machine });
    await perform(
      session,
      plan(
        { kind: "make_directory", path: directory },
        { kind: "write_file", path: file, text },
        { kind: "log", level: "info", message: `${file} is written: read it, then ${next}` },
      ),
    );
    return 0;
  },
});

/** The machine that the user wants, where somebody can be asked. */
async function askMachine(
  { host, interrupts }: CommandContext,
  { machine, machines }: FirstProject,
): Promise<string> {
  if (!host.isTerminal("stdin") || !host.isTerminal("stderr")) return machine;
  const others = machines.length === 0 ? "" : ` (or ${machines.join(", ")})`;
  const answer = await host.ask(`Machine [${machine}]${others}: `, interrupts.signal);
  return answer?.trim() || machine;
}
