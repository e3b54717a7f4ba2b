import { EXIT } from "../base/errors.ts";
import { optionText, positionalText, shownOptions } from "../base/help_text.ts";
import type { Documented } from "./documented.ts";
import type { Entry, Page, Section } from "./page.ts";

/** What the manual is made of. */
export interface ManualFacts {
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
  [`${EXIT.internal}`, "an internal error, or a difference that an option asks for"],
  [`${EXIT.user}`, "the configuration, the command line, or a program that failed"],
  [`${EXIT.cancelled}`, "stopped by SIGINT or SIGTERM"],
  ["any other", "that of the shell of kas shell, or the command of kas exec"],
];

/** The pages by their names: of kas, of each command, and of kas-container. */
export function manualPages({ kas, launcher, commands }: ManualFacts): ReadonlyMap<string, Page> {
  const pageOf = ({ name }: Documented) => `${kas.name}-${name}`;
  const listed = (named: readonly Documented[]) =>
    list("COMMANDS", named.map(({ name, summary }) => [name, summary]));
  const pages = [
    page(kas.name, kas, [
      listed(commands),
      list("EXIT STATUS", EXIT_CODES),
      list("ENVIRONMENT", VARIABLES),
      list("FILES", CONFIG_FILES),
      { kind: "pages", title: "SEE ALSO", names: [...commands.map(pageOf), launcher.name] },
    ]),
    ...commands.map((command) =>
      page(pageOf(command), { ...command, name: `${kas.name} ${command.name}` }, [
        list("EXIT STATUS", EXIT_CODES),
        { kind: "pages", title: "SEE ALSO", names: [kas.name] },
      ])
    ),
    page(launcher.name, launcher, [
      listed(commands.filter(({ hostOnly }) => !hostOnly)),
      list("ENVIRONMENT", LAUNCHER_VARIABLES),
      { kind: "pages", title: "SEE ALSO", names: [kas.name] },
    ]),
  ];
  return new Map(pages.map((made) => [made.title, made]));
}

function page(title: string, subject: Documented, more: readonly Section[]): Page {
  const positionals = subject.positionals.filter((item) => item.help !== "");
  const short = subject.summary.replace(/\.$/, "");
  const summary = (short[0] ?? "").toLowerCase() + short.slice(1);
  const sections: readonly Section[] = [
    { kind: "text", title: "NAME", text: `${title} - ${summary}` },
    {
      kind: "synopsis",
      title: "SYNOPSIS",
      program: subject.name,
      words: ["[OPTIONS]", ...subject.positionals.map(positionalText)],
    },
    { kind: "text", title: "DESCRIPTION", text: subject.summary },
    list("ARGUMENTS", positionals.map((item) => [item.name, item.help])),
    list("OPTIONS", shownOptions(subject).map((option) => [optionText(option), option.help])),
    list("EXAMPLES", subject.examples ?? []),
    ...more,
  ];
  const filled = sections.filter((section) =>
    section.kind !== "list" || section.entries.length > 0
  );
  return { title, summary, sections: filled };
}

function list(title: string, entries: readonly Entry[]): Section {
  return { kind: "list", title, entries };
}
