// What README, CHANGELOG and the other documents say is so: commands, options, variables,
// dependencies, layers and paths.
import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { join } from "node:path";
import { LAYERS, MODULES } from "../../scripts/layers/rules.ts";
import { type Token, tokens } from "../../scripts/layers/tokens.ts";
import { COMMANDS } from "../../src/commands/table.ts";
import { LAUNCHER_OPTIONS } from "../../src/container/launcher_options.ts";
import {
  anchors,
  blockLines,
  codes,
  DOCUMENTS,
  exists,
  files,
  read,
  ROOT,
  section,
} from "./documents.ts";
import { BINARY } from "./harness.ts";

const README = read("README.md");
const NAMES = COMMANDS.map((command) => command.name);

/** Variables that users do not set for kas: the system's, and what the programs tell each other. */
const OF_THE_SYSTEM = ["HOME", "PATH", "USER", "LANG", "LC_ALL", "LC_CTYPE", "SSL_CERT_FILE"];
const OF_CI_SYSTEMS = [
  ...["GITLAB_CI", "GITHUB_ACTIONS", "REMOTE_CONTAINERS", "GIT_CLONE_PATH"],
  ...["CI_JOB_TOKEN", "CI_JOB_URL", "CI_PROJECT_DIR", "CI_SERVER_HOST", "CI_SERVER_PORT"],
  ...["CI_REGISTRY", "CI_REGISTRY_USER"],
  ...["CI_SERVER_PROTOCOL", "CI_SERVER_SHELL_SSH_HOST", "CI_SERVER_SHELL_SSH_PORT"],
];
const BETWEEN_HOST_AND_CONTAINER = [
  ...["USER_ID", "GROUP_ID", "KAS_BLOCK_SUDO", "KAS_CONTAINER_SCRIPT_VERSION", "KAS_HOST_TZ"],
  ...["KAS_DOCKER_ROOTLESS", "KAS_IMAGE_VARIANT", "KAS_SUBUID", "KAS_SUBGID"],
  "_KAS_REPO_DIR_HOST",
];
/** What kas sets for others; it is written, not read. */
const OF_BITBAKE = ["BB_ENV_PASSTHROUGH_ADDITIONS", "BB_ENV_EXTRAWHITE"];

function help(...args: string[]): string {
  const { stdout, code } = new Deno.Command(BINARY, { args: [...args, "--help"] }).outputSync();
  equal(code, 0, args.join(" "));
  return new TextDecoder().decode(stdout);
}

const HELP = new Map(NAMES.map((name) => [name, help(name)]));
const CONTAINER_HELP = help("container");
const ENTRYPOINT = read("src/cli/parse_entrypoint.ts");
const options = (text: string): string[] => text.match(/(?<![\w-])--?[a-z][\w-]*/gi) ?? [];

/** What is wrong with a command line of kas in a document. */
function wrong(line: string): string[] {
  // Variables stand before the program, and behind `--` what is bitbake's.
  const words = line.replace(/^(?:[A-Z_]+=\S* )+/, "").replace(/ -- .*/, "").split(/\s+/);
  const launcher = words[0] === "kas-container" || words[0] === "kas" && words[1] === "container";
  if (words[0] !== "kas" && !launcher) return [];
  if (words[1] === "entrypoint") {
    return words.slice(2).filter((word) => !ENTRYPOINT.includes(`"${word}"`));
  }
  const command = words.slice(1).find((word) => NAMES.includes(word));
  if (command === undefined) {
    const known = options(help());
    return words.slice(1).filter((word) =>
      !known.includes(word) && !/^(COMMAND|container|…)$/.test(word)
    );
  }
  const at = words.indexOf(command);
  const bad = (given: readonly string[], text: string) =>
    options(given.join(" ").replace(/ '.*'/, "")).filter((name) => !options(text).includes(name));
  return [
    ...bad(words.slice(1, at), launcher ? CONTAINER_HELP : help()),
    ...bad(words.slice(at + 1), HELP.get(command)!),
  ];
}

Deno.test("every command line of kas in the documents is one that kas takes", () => {
  for (const [path, text] of DOCUMENTS) {
    const lines = [...blockLines(text), ...codes(text)].filter((line) => wrong(line).length > 0);
    equal(lines, [], path);
  }
  equal(wrong("kas build --no-such kas.yml"), ["--no-such"]);
  equal(wrong("kas-container --no-such build kas.yml"), ["--no-such"]);
  equal(wrong("kas nothing"), ["nothing"]);
});

Deno.test("every option in the documents is one of kas, of kas-container or of a script", () => {
  const known = [
    ...options([help(), CONTAINER_HELP, ...HELP.values()].join("\n")),
    ...options(ENTRYPOINT),
    ...options(files("scripts", "").map(read).join("\n")),
  ];
  for (const [path, text] of DOCUMENTS) {
    const named = codes(text).filter((code) => code.startsWith("--")).flatMap(options);
    equal(named.filter((option) => !known.includes(option)), [], path);
  }
});

Deno.test("kas-container's help has every option of its table, and no other", () => {
  const shown = CONTAINER_HELP.split("options:\n")[1]!;
  const heads = shown.split("\n").flatMap((line) =>
    options(/^ {2}(-\S.*?)( {2}|$)/.exec(line)?.[1] ?? "")
  );
  const table = LAUNCHER_OPTIONS.filter((option) => !option.hidden).flatMap((option) =>
    option.flags
  );
  equal(heads.sort(), table.sort());
});

Deno.test("the README shows every command, the changelog names none that is not there", () => {
  const shown = section(README, "Use it");
  equal(NAMES.filter((name) => !new RegExp(`\\b${name}\\b`).test(shown)), []);
  const systems = read("src/config/config.ts");
  const words = codes(DOCUMENTS.get("CHANGELOG.md")!).filter((code) => /^[a-z][a-z-]*$/.test(code));
  equal(
    words.filter((word) =>
      !NAMES.includes(word) && word !== "kas-container" && !systems.includes(`"${word}"`)
    ),
    [],
  );
});

/** Names of variables that the code reads: `env.X`, `{ X } = env`, and lists of names. */
function variablesRead(all: readonly Token[]): string[] {
  return all.flatMap(({ kind, text }, index) => {
    const [before, next] = [all[index - 1]?.text ?? "", all[index + 1]?.text ?? ""];
    if (kind === "string" && /^_?[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/.test(text)) {
      return /^[[,]$/.test(before) && /^[\],]$/.test(next) ? [text] : [];
    }
    if (kind !== "name" || text !== "env") return [];
    if (next === "." || next === "?.") return [all[index + 2]!.text];
    let at = index;
    while (all[at]!.text === "env" || all[at]!.kind === "name" || all[at]!.text === ".") at--;
    if (all[at]!.text !== "=" || all[at - 1]?.text !== "}") return [];
    const start = all.findLastIndex((token, place) => place < at && token.text === "{");
    return all.slice(start, at).filter((token) => token.kind === "name").map((token) => token.text);
  }).filter((name) => /^_?[A-Z][A-Z0-9_]*$/.test(name));
}

/** Names in the README's table and in the paragraph on kas-container; `…_X` goes on from the last. */
function variablesTold(): string[] {
  const text = section(README, "Environment variables");
  let last = "";
  return [...text.matchAll(/`(…?[A-Za-z_]+)`/g)].flatMap(([, name]) => {
    if (!name!.startsWith("…")) last = name!;
    const whole = name!.startsWith("…") ? last + name!.slice(1) : name!;
    return /^[A-Za-z]+(_[A-Za-z]+)*$/.test(whole) ? [whole] : [];
  });
}

Deno.test("every variable that the code reads is in the README, and the other way round", () => {
  const sources = files("src", ".ts").filter((path) => !path.startsWith("src/kconfig/"));
  const found = sources.map(read).map(tokens);
  const told = variablesTold();
  const ours = [
    ...OF_THE_SYSTEM,
    ...OF_CI_SYSTEMS,
    ...BETWEEN_HOST_AND_CONTAINER,
    ...OF_BITBAKE,
  ];
  const untold = new Set(found.flatMap(variablesRead));
  for (const name of [...told, ...ours]) untold.delete(name);
  equal([...untold], [], "not in the README");
  const words = new Set(found.flat().map((token) => token.text));
  equal(told.filter((name) => !words.has(name)), [], "not in the code");
});

Deno.test("the README's dependencies are those of deno.json and of the code", () => {
  const rows = section(README, "Dependencies").split("\n").filter((line) => line.startsWith("| `"));
  const named = rows.flatMap((row) => codes(row.split("|")[1]!));
  const imports = Object.keys(JSON.parse(read("deno.json")).imports);
  equal(named.filter((name) => !name.includes(":")).sort(), imports.sort());
  const modules = Object.keys(MODULES).filter((name) => name.startsWith("node:"));
  equal(named.filter((name) => name.startsWith("node:")).sort(), modules.sort());
});

Deno.test("the README's table of layers is the one that is checked", () => {
  const rows = [...README.matchAll(/^\| `src\/(\w+)\/`/gm)].map(([, name]) => name!);
  const folders = [...Deno.readDirSync(join(ROOT, "src"))].map((entry) => entry.name);
  equal(rows.toSorted(), folders.sort());
  const levels = rows.map((name) => LAYERS.findIndex((row) => row.includes(name)));
  equal(levels, levels.toSorted((one, other) => one - other));
});

Deno.test("every path and link in the documents is there", () => {
  for (const [path, text] of DOCUMENTS) {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g)].map(([, target]) =>
      target!
    );
    const paths = [...codes(text), ...blockLines(text).flatMap((line) => line.split(" "))]
      .filter((code) => /^(src|scripts|tests|docs|schema|examples)\/[\w./-]*$/.test(code))
      .filter((code) => !/\b(X|SUBJECT|NAME)\b/.test(code));
    const missing = [...links.map((link) => join(path, "..", link)), ...paths]
      .filter((target) => !exists(target));
    equal(missing, [], path);
    const places = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)]
      .filter(([, file, anchor]) => {
        const target = file === "" ? path : join(path, "..", file!);
        return !anchors(DOCUMENTS.get(target) ?? "").includes(anchor!);
      });
    equal(places.map(([link]) => link), [], path);
    assert(path !== "README.md" || paths.length > 0, path);
  }
});
