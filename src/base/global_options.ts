import type { Arguments, Option } from "./arguments.ts";
import { COLOUR_MODES, type ColourMode } from "./colour.ts";
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from "./log.ts";

/** An option of every command. */
export const HELP: Option = {
  flags: ["-h", "--help"],
  name: "help",
  kind: "flag",
  help: "Show this help and exit.",
};

/**
 * Options of kas and of kas-container, before and behind the command. Those that kas 5.5 lacks are
 * `whole`: there `--log` is --log-level, and `--v` is --version.
 */
export const GLOBAL_OPTIONS: readonly Option[] = [
  {
    flags: ["-C", "--directory"],
    name: "directory",
    kind: "list",
    metavar: "DIR",
    offers: "directory",
    whole: true,
    help: "Work as if started in DIR. Paths on the command line and in variables are relative " +
      "to it.",
  },
  {
    flags: ["-q", "--quiet"],
    name: "log-level",
    kind: "flag",
    adds: ["warning"],
    whole: true,
    help: "Tell only warnings and errors.",
  },
  {
    flags: ["-v", "--verbose"],
    name: "log-level",
    kind: "flag",
    adds: ["debug"],
    whole: true,
    help: "Tell what is done in detail.",
  },
  {
    flags: ["-l", "--log-level"],
    name: "log-level",
    kind: "text",
    choices: LOG_LEVELS,
    metavar: "LEVEL",
    help: "debug, info (the default), warning, error or critical.",
  },
  {
    flags: ["--log-format"],
    name: "log-format",
    kind: "text",
    choices: LOG_FORMATS,
    metavar: "FORMAT",
    whole: true,
    help: "text, or json: an object on each line. kas writes nothing else to standard error then.",
  },
  {
    flags: ["--color"],
    name: "color",
    kind: "text",
    choices: COLOUR_MODES,
    metavar: "WHEN",
    whole: true,
    help: "auto (on terminals, the default), always or never.",
  },
  {
    flags: ["--no-color"],
    name: "color",
    kind: "flag",
    adds: ["never"],
    help: "The same as --color never.",
  },
];

/** Options of kas before its command. */
export const KAS_OPTIONS: readonly Option[] = [
  HELP,
  { flags: ["--version"], name: "version", kind: "flag", help: "Show the version and exit." },
  ...GLOBAL_OPTIONS,
];

/** What the global options ask for; undefined is the default. */
export interface GlobalChoices {
  readonly logLevel: LogLevel | undefined;
  readonly logFormat: LogFormat | undefined;
  readonly colour: ColourMode | undefined;
  /** Directories to change to, one from the other. */
  readonly directories: readonly string[];
}

/** @param places values of the places where global options can stand, the first word first */
export function readGlobalChoices(...places: readonly Arguments[]): GlobalChoices {
  const all = (name: string) => places.flatMap((values) => values.list(name));
  return {
    logLevel: all("log-level").at(-1) as LogLevel | undefined,
    logFormat: all("log-format").at(-1) as LogFormat | undefined,
    colour: all("color").at(-1) as ColourMode | undefined,
    directories: all("directory"),
  };
}

/**
 * The form of the log that a line asks for which is not read yet, or cannot be: what is wrong
 * with it is to be told in that form.
 */
export function logFormatAsked(argv: readonly string[]): LogFormat {
  const end = argv.indexOf("--");
  const words = end < 0 ? argv : argv.slice(0, end);
  const asked = words.some((word, index) =>
    word === "--log-format=json" || word === "json" && words[index - 1] === "--log-format"
  );
  return asked ? "json" : "text";
}
