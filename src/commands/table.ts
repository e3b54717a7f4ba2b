import type { KasSyntax } from "../container/options.ts";
import type { CommandEntry } from "./command.ts";

/** All commands of kas, in the order of the help text. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "build",
    summary: "Check the repositories out and build the targets with bitbake.",
    load: async () => (await import("./build.ts")).build,
  },
  {
    name: "bundle",
    summary: "Carry a project with all it needs where no network is.",
    hostOnly: true,
    load: async () => (await import("./bundle.ts")).bundle,
  },
  {
    name: "checkout",
    summary: "Check the repositories out and set the build directory up.",
    load: async () => (await import("./checkout.ts")).checkout,
  },
  {
    name: "clean",
    summary: "Remove build artifacts; keep sstate and downloads.",
    load: async () => (await import("./clean.ts")).clean,
  },
  {
    name: "cleansstate",
    summary: "Remove build artifacts and sstate.",
    load: async () => (await import("./clean.ts")).cleansstate,
  },
  {
    name: "cleanall",
    summary: "Remove build artifacts, sstate and downloads.",
    load: async () => (await import("./clean.ts")).cleanall,
  },
  {
    name: "purge",
    summary: "Remove all that kas manages: repositories too.",
    load: async () => (await import("./purge.ts")).purge,
  },
  {
    name: "diff",
    summary: "Compare two configurations, and their repositories' commits.",
    load: async () => (await import("./diff.ts")).diff,
  },
  {
    name: "doctor",
    summary: "Tell whether builds can work here, and what mends it.",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "dump",
    summary: "Print the whole configuration, all includes merged.",
    load: async () => (await import("./dump.ts")).dump,
  },
  {
    name: "exec",
    summary: "Run a command in the build environment; change nothing else.",
    load: async () => (await import("./exec.ts")).exec,
  },
  {
    name: "explain",
    summary: "Tell where values of the configuration come from.",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "for-all-repos",
    summary: "Run a command in each repository.",
    load: async () => (await import("./for_all_repos.ts")).forAllRepos,
  },
  {
    name: "init",
    summary: "Write a first project file, of what lies there.",
    hostOnly: true,
    load: async () => (await import("./init.ts")).init,
  },
  {
    name: "lock",
    summary: "Pin branches and tags to their commits in lockfiles.",
    load: async () => (await import("./lock.ts")).lock,
  },
  {
    name: "matrix",
    summary: "List the builds of many project files, for CI.",
    hostOnly: true,
    load: async () => (await import("./matrix.ts")).matrix,
  },
  {
    name: "menu",
    summary: "Choose in a menu what to build, save it, and build it.",
    load: async () => (await import("./menu.ts")).menu,
  },
  {
    name: "outdated",
    summary: "Show what lock --update would move.",
    load: async () => (await import("./outdated.ts")).outdated,
  },
  {
    name: "report",
    summary: "Write the whole project as a page of HTML.",
    hostOnly: true,
    load: async () => (await import("./report.ts")).report,
  },
  {
    name: "shell",
    summary: "Open a shell in the build environment, or run a command there.",
    load: async () => (await import("./shell.ts")).shell,
  },
  {
    name: "status",
    summary: "Show how what is on disk stands to what the project wants.",
    load: async () => (await import("./status.ts")).status,
  },
  {
    name: "validate",
    summary: "Tell what is wrong in project files, without fetching.",
    load: async () => (await import("./validate.ts")).validate,
  },
  {
    name: "completion",
    summary: "Print what makes bash, zsh or fish complete lines of kas.",
    aboutKas: true,
    load: async () => (await import("./completion.ts")).completion,
  },
  {
    name: "help",
    summary: "Tell of a command what --help tells.",
    aboutKas: true,
    load: async () => (await import("./help.ts")).help,
  },
  {
    name: "man",
    summary: "Show a page of the manual, or list all.",
    aboutKas: true,
    load: async () => (await import("./man.ts")).man,
  },
  {
    name: "schema",
    summary: "Print the JSON schema of project files.",
    aboutKas: true,
    load: async () => (await import("./schema.ts")).schema,
  },
];

export const COMMAND_NAMES: readonly string[] = COMMANDS.map((command) => command.name);

/** All spellings of options that take a value, whatever the command. */
export const VALUE_FLAGS: readonly string[] = [
  "--skip",
  "--local",
  "--target",
  "-c",
  "--cmd",
  "--task",
  "--provenance",
  "--format",
  "--indent",
  "--command",
  "--set",
  "--machine",
  "--conf",
  "--engine",
  "-o",
  "--output",
  "--allowed-signers",
  "--depth",
  "--into",
  "--max-size",
  "--sign",
  "--since",
];

/** What kas-container must know of the commands. */
export const KAS_SYNTAX: KasSyntax = {
  commands: COMMANDS.filter((command) => !command.hostOnly).map((command) => command.name),
  aboutKas: COMMANDS.filter((command) => command.aboutKas).map((command) => command.name),
  valueFlags: VALUE_FLAGS,
};
