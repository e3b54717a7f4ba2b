import type { Option, Positional } from "../base/arguments.ts";
import { EXIT } from "../base/errors.ts";
import type { Documented } from "./documented.ts";

/** What the manual is made of. */
export interface ManualFacts {
  /** Day of the release: `2026-01-31`. */
  readonly date: string;
  readonly version: string;
  readonly kas: Documented;
  readonly commands: readonly Documented[];
  readonly launcher: Documented;
}

const CONFIG_FILES: readonly Entry[] = [
  [".config.yaml", "the project file where none is named; kas menu writes it"],
  ["NAME.lock.yml", "commits for NAME.yml, written by kas lock"],
];
const VARIABLES: readonly Entry[] = [
  ["KAS_WORK_DIR", "where repositories are cloned; the current directory by default"],
  ["KAS_BUILD_DIR", "build directory; build in the work directory by default"],
  ["KAS_REPO_REF_DIR", "directory of reference repositories, which clones borrow from"],
  ["KAS_PREMIRRORS", "lines of pattern and replacement: mirrors to try before a URL"],
  ["DL_DIR", "bitbake's downloads"],
  ["SSTATE_DIR", "bitbake's shared state"],
];
const LAUNCHER_VARIABLES: readonly Entry[] = [
  ["KAS_CONTAINER_ENGINE", "podman or docker; what is installed by default"],
  ["KAS_CONTAINER_IMAGE", "the image; kas-container.env beside the project file can set it, too"],
];
const EXIT_CODES: readonly Entry[] = [
  [`${EXIT.ok}`, "done"],
  [`${EXIT.internal}`, "an internal error"],
  [`${EXIT.user}`, "the configuration, the command line, or a program that failed"],
  [`${EXIT.cancelled}`, "stopped by SIGINT or SIGTERM"],
  ["any other", "that of the shell or command of kas shell"],
];

/** What is explained, and how. */
type Entry = readonly [string, string];

/** The manual pages of section 1: name of the page → text for man(7). */
export function manualPages(facts: ManualFacts): ReadonlyMap<string, string> {
  const { kas, launcher, commands } = facts;
  const pageOf = (command: Documented) => `${kas.name}-${command.name}`;
  const commandPages = commands.map((command): [string, string] => [
    pageOf(command),
    page(facts, pageOf(command), { ...command, name: `${kas.name} ${command.name}` }, [
      list("EXIT STATUS", EXIT_CODES),
      seeAlso([kas.name]),
    ]),
  ]);
  return new Map([
    [
      kas.name,
      page(facts, kas.name, kas, [
        list("COMMANDS", commands.map((command) => [command.name, command.summary])),
        list("EXIT STATUS", EXIT_CODES),
        list("ENVIRONMENT", VARIABLES),
        list("FILES", CONFIG_FILES),
        seeAlso([...commands.map(pageOf), launcher.name]),
      ]),
    ],
    ...commandPages,
    [
      launcher.name,
      page(facts, launcher.name, launcher, [
        list(
          "COMMANDS",
          commands.filter(({ hostOnly }) => !hostOnly).map(({ name, summary }) => [name, summary]),
        ),
        list("ENVIRONMENT", LAUNCHER_VARIABLES),
        seeAlso([kas.name]),
      ]),
    ],
  ]);
}

function page(
  { date, version }: ManualFacts,
  title: string,
  subject: Documented,
  more: readonly string[],
): string {
  const options = subject.options.filter((option) => !option.hidden);
  const positionals = subject.positionals.filter((item) => item.help !== "");
  const short = subject.summary.replace(/\.$/, "");
  const name = (short[0] ?? "").toLowerCase() + short.slice(1);
  return [
    `.TH ${quoted(title.toUpperCase())} 1 ${quoted(date)} ${quoted(`kas ${version}`)}`,
    `.SH NAME\n${escaped(title)} \\- ${escaped(name)}`,
    `.SH SYNOPSIS\n.B ${escaped(subject.name)}\n${
      ["[OPTIONS]", ...subject.positionals.map(positionalText)].map(italic).join("\n")
    }`,
    `.SH DESCRIPTION\n${escaped(subject.summary)}`,
    list("ARGUMENTS", positionals.map((item) => [item.name, item.help])),
    list("OPTIONS", options.map((option) => [optionText(option), option.help])),
    ...more,
  ].filter((section) => section !== "").join("\n") + "\n";
}

function list(title: string, entries: readonly Entry[]): string {
  if (entries.length === 0) return "";
  const items = entries.map(([head, text]) => `.TP\n.B ${escaped(head)}\n${escaped(text)}`);
  return `.SH ${title}\n${items.join("\n")}`;
}

function seeAlso(pages: readonly string[]): string {
  const last = pages.length - 1;
  const lines = pages.map((name, index) => `.BR ${escaped(name)} (1)${index < last ? "," : ""}`);
  return `.SH SEE ALSO\n${lines.join("\n")}`;
}

function optionText({ flags, kind, metavar, choices, name }: Option): string {
  const value = metavar ?? choices?.join("|") ?? name.toUpperCase();
  return flags.map((flag) => kind === "flag" ? flag : `${flag} ${value}`).join(", ");
}

function positionalText({ name, arity }: Positional): string {
  return arity === "one" ? name : arity === "many" ? `[${name} ...]` : `[${name}]`;
}

const italic = (text: string) => `.I ${escaped(text)}`;

const quoted = (text: string) => `"${escaped(text).replaceAll('"', "\\(dq")}"`;

/** Text for roff: nothing in it is a request, `-` is the one of the command line. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^[.']/gm, "\\&$&")
    .replace(
      /[^\0-\x7f]/gu,
      (letter) => `\\[u${letter.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}]`,
    );
}
