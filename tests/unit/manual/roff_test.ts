import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { documentedCommand, KAS, LAUNCHER } from "../../../src/commands/documented.ts";
import { COMMANDS, KAS_SYNTAX } from "../../../src/commands/table.ts";
import { parseContainer } from "../../../src/container/options.ts";
import type { Documented } from "../../../src/manual/documented.ts";
import type { Page } from "../../../src/manual/page.ts";
import { manualPages } from "../../../src/manual/pages.ts";
import { plainText } from "../../../src/manual/plain_text.ts";
import { roff } from "../../../src/manual/roff.ts";

const DOCUMENTED = await Promise.all(COMMANDS.map(documentedCommand));

const BUILD: Documented = {
  name: "build",
  summary: 'Build "it" \\ all…',
  options: [
    { flags: ["-k", "--keep"], name: "keep", kind: "flag", help: "'quoted' first" },
    { flags: ["--task"], name: "task", kind: "text", metavar: "TASK", help: ".dot first" },
    { flags: ["--form"], name: "form", kind: "text", choices: ["a", "b"], help: "Form." },
    { flags: ["--old"], name: "old", kind: "flag", hidden: true, help: "" },
  ],
  positionals: [
    { name: "config", arity: "optional", help: "Files." },
    { name: "more", arity: "many", help: "" },
  ],
  examples: [["kas build -k", "All of it."]],
};

/** The pages of made-up programs. */
function madeUpPages() {
  const launcher = { ...BUILD, name: "kas-container", options: [], positionals: [] };
  const kas = { ...launcher, name: "kas" };
  return manualPages({ kas, commands: [BUILD], launcher });
}

const source = (page: Page | undefined) => roff(page!, { date: "2026-01-31", version: "1.0" });

Deno.test("a page tells name, synopsis, arguments and options, and roff reads all as text", () => {
  const pages = madeUpPages();
  equal([...pages.keys()], ["kas", "kas-build", "kas-container"]);
  equal(source(pages.get("kas-build")).split(".SH EXIT STATUS")[0]!.trimEnd().split("\n"), [
    '.TH "KAS\\-BUILD" 1 "2026\\-01\\-31" "kas 1.0"',
    ".SH NAME",
    'kas\\-build \\- build "it" \\e all\\[u2026]',
    ".SH SYNOPSIS",
    ".B kas build",
    ".I [OPTIONS]",
    ".I [config]",
    ".I [more ...]",
    ".SH DESCRIPTION",
    'Build "it" \\e all\\[u2026]',
    ".SH ARGUMENTS",
    ".TP",
    ".B config",
    "Files.",
    ".SH OPTIONS",
    ".TP",
    ".B \\-k, \\-\\-keep",
    "\\&'quoted' first",
    ".TP",
    ".B \\-\\-task TASK",
    "\\&.dot first",
    ".TP",
    ".B \\-\\-form {a,b}",
    "Form.",
    ".SH EXAMPLES",
    ".TP",
    ".B kas build \\-k",
    "All of it.",
  ]);
});

Deno.test("a page as plain text", () => {
  const text = plainText(madeUpPages().get("kas-build")!, 40);
  equal(text.split("EXIT STATUS")[0]!.split("\n"), [
    "NAME",
    '    kas-build - build "it" \\ all…',
    "",
    "SYNOPSIS",
    "    kas build [OPTIONS] [config] [more",
    "    ...]",
    "",
    "DESCRIPTION",
    '    Build "it" \\ all…',
    "",
    "ARGUMENTS",
    "    config",
    "        Files.",
    "",
    "OPTIONS",
    "    -k, --keep",
    "        'quoted' first",
    "",
    "    --task TASK",
    "        .dot first",
    "",
    "    --form {a,b}",
    "        Form.",
    "",
    "EXAMPLES",
    "    kas build -k",
    "        All of it.",
    "",
    "",
  ]);
  equal(text.endsWith("SEE ALSO\n    kas(1)\n"), true);
});

Deno.test("every command has a page, and every option that is not hidden is in it", () => {
  const pages = manualPages({
    kas: KAS,
    commands: DOCUMENTED,
    launcher: LAUNCHER,
  });
  for (const item of [KAS, LAUNCHER, ...DOCUMENTED]) {
    const name = DOCUMENTED.includes(item) ? `kas-${item.name}` : item.name;
    const text = source(pages.get(name));
    const missing = item.options.filter((option) => !option.hidden)
      .flatMap((option) => option.flags)
      .filter((flag) => !new RegExp(`^\\.B.* ${flag.replaceAll("-", "\\\\-")}\\b`, "m").test(text));
    equal(missing, [], item.name);
  }
  assert.match(source(pages.get("kas")), /^\.B matrix$/m);
  assert.doesNotMatch(source(pages.get("kas-container")), /matrix/);
});

Deno.test("kas-container reads every option that its manual has", () => {
  for (const option of LAUNCHER.options) {
    for (const flag of option.flags) {
      const example = option.choices?.[0] ?? (option.metavar?.includes("=") ? "x=y" : "x");
      const value = option.kind === "flag" ? [] : [example];
      const before = flag.startsWith("--k8s-") ? ["--print", "kubernetes"] : [];
      const argv = [...before, flag, ...value, "build"];
      const expected = option.name === "help" || option.name === "version" ? option.name : "run";
      equal(parseContainer(argv, KAS_SYNTAX).kind, expected, flag);
    }
  }
});
