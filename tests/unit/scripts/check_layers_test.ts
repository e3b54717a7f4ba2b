import { deepStrictEqual as equal } from "node:assert/strict";
import { layerFaults } from "../../../scripts/layers/faults.ts";

/** The faults of some files, as `path:line: message`. */
function faults(files: Readonly<Record<string, string>>): string[] {
  return layerFaults(new Map(Object.entries(files)))
    .map(({ path, line, message }) => `${path}:${line}: ${message}`);
}

/** The faults of one file that imports from two others, which import nothing. */
const importing = (path: string, text: string) =>
  faults({ [path]: text, "src/run/log.ts": "", "src/base/log.ts": "" });

const UPWARD = "must not import run (src/run/log.ts): a layer imports lower ones only";

Deno.test("imports of lower layers, of neighbours and of data are well", () => {
  equal(
    faults({
      "main.ts": 'import { main } from "./src/cli/main.ts";\nDeno.exit(main());',
      "src/cli/main.ts": 'import { log } from "../run/log.ts";',
      "src/run/log.ts": 'import "./tools.ts";\nimport { join } from "node:path";',
      "src/run/tools.ts":
        'import schema from "../../schema/kas.schema.json" with { type: "json" };',
      "src/run/repo/git/fetch.ts": 'import { a } from "../../../base/log.ts";',
      "src/base/log.ts": 'import { createHash } from "node:crypto";',
    }),
    [],
  );
});

for (
  const [name, path, text, line] of [
    ["an upward import", "src/base/a.ts", 'import { log } from "../run/log.ts";', 1],
    ["over several lines", "src/base/a.ts", '\nimport {\n  log,\n} from "../run/log.ts";', 2],
    ["from a nested folder", "src/base/x/y/a.ts", 'import { l } from "../../../run/log.ts";', 1],
    ["by another way", "src/base/a.ts", 'import { log } from "./x/../../run/log.ts";', 1],
    ["of a type", "src/base/a.ts", 'import type { Log } from "../run/log.ts";', 1],
    ["of one type of several", "src/base/a.ts", 'import { type L } from "../run/log.ts";', 1],
    ["of all", "src/base/a.ts", 'import * as log from "../run/log.ts";', 1],
    ["for its effects", "src/base/a.ts", 'import "../run/log.ts";', 1],
    ["by a re-export", "src/base/a.ts", 'export { log } from "../run/log.ts";', 1],
    ["by a re-export of all", "src/base/a.ts", 'export * from "../run/log.ts";', 1],
    ["by a re-export of a type", "src/base/a.ts", 'export type { L } from "../run/log.ts";', 1],
    ["at run time", "src/base/a.ts", '\nconst l = await import("../run/log.ts");', 2],
    ["in a type", "src/base/a.ts", 'type Log = import("../run/log.ts").Log;', 1],
    ["in a template", "src/base/a.ts", 'const a = `\n${await import("../run/log.ts")}`;', 2],
    [
      "after a regular expression",
      "src/base/a.ts",
      'const q = /["`]/;\nimport "../run/log.ts";',
      2,
    ],
  ] as const
) {
  Deno.test(`upward: ${name}`, () => {
    equal(importing(path, text), [`${path}:${line}: base ${UPWARD}`]);
  });
}

Deno.test("an import must be a plain string and name a file below src/", () => {
  equal(importing("src/cli/a.ts", "await import(name);\nimport('../run/' + name);"), [
    "src/cli/a.ts:1: an import must name its file as a plain string",
    "src/cli/a.ts:2: an import must name its file as a plain string",
  ]);
  equal(importing("src/cli/a.ts", 'import "../../tests/cli/harness.ts";\nimport "./b.ts";'), [
    "src/cli/a.ts:1: tests/cli/harness.ts is outside src/: the program must not import it",
    "src/cli/a.ts:2: there is no src/cli/b.ts",
  ]);
});

Deno.test("parts of one row, and the folders of src/run, do not import as they like", () => {
  equal(faults({ "src/home/a.ts": 'import "../repo/b.ts";', "src/repo/b.ts": "" }), [
    "src/home/a.ts:1: home must not import repo (src/repo/b.ts): a layer imports lower ones only",
  ]);
  equal(
    faults({
      "src/run/tools.ts": 'import "./repo/git/fetch.ts";',
      "src/run/repo/git/fetch.ts": 'import "../../home/b.ts";',
      "src/run/home/b.ts": 'import "../session.ts";',
      "src/run/session.ts": "",
    }),
    [
      "src/run/repo/git/fetch.ts:1: run/repo must not import run/home (src/run/home/b.ts): " +
      "a layer imports lower ones only",
      "src/run/tools.ts:1: run must not import run/repo (src/run/repo/git/fetch.ts): " +
      "a layer imports lower ones only",
    ],
  );
});

Deno.test("the steps are for commands, the real host is for main.ts", () => {
  equal(
    faults({
      "main.ts": 'import "./src/host/deno_host.ts";',
      "src/commands/build.ts": 'import "../run/steps.ts";',
      "src/cli/kas.ts": 'import "../run/steps.ts";\nimport "../host/deno_host.ts";',
      "src/run/steps.ts": 'import "./home/setup_home.ts";',
      "src/run/home/setup_home.ts": "",
      "src/host/deno_host.ts": 'import process from "node:process"; console.log(Deno.args);',
    }),
    [
      "src/cli/kas.ts:1: src/run/steps.ts is imported by commands only",
      "src/cli/kas.ts:2: src/host/deno_host.ts is imported by main.ts only",
    ],
  );
});

Deno.test("circles of two, of three, and of types are found once", () => {
  equal(
    faults({
      "src/base/a.ts": 'import { b } from "./b.ts";',
      "src/base/b.ts": 'import { c } from "./b2.ts";\nimport type { A } from "./a.ts";',
      "src/base/b2.ts": "",
    }),
    ["src/base/b.ts:2: imports in a circle: src/base/a.ts → src/base/b.ts → src/base/a.ts"],
  );
  equal(
    faults({
      "src/base/a.ts": 'import "./b.ts";',
      "src/base/b.ts": 'export * from "./x/c.ts";',
      "src/base/x/c.ts": 'const a = await import("../a.ts");',
      "src/base/d.ts": 'import "./a.ts";',
    }),
    [
      "src/base/x/c.ts:1: imports in a circle: " +
      "src/base/a.ts → src/base/b.ts → src/base/x/c.ts → src/base/a.ts",
    ],
  );
  equal(faults({ "src/base/a.ts": 'import "./a.ts";' }), [
    "src/base/a.ts:1: imports in a circle: src/base/a.ts → src/base/a.ts",
  ]);
});

Deno.test("a folder that no layer knows is told", () => {
  equal(faults({ "src/helpers/a.ts": "", "src/run/x/a.ts": "" }), [
    "src/helpers/a.ts:1: src/helpers belongs to no layer",
    "src/run/x/a.ts:1: src/run/x belongs to no layer",
  ]);
});

Deno.test("modules of the runtime and libraries: only what is pure", () => {
  equal(
    importing("src/base/a.ts", 'import { readFileSync } from "node:fs";\nimport "npm:left-pad";'),
    [
      "src/base/a.ts:1: a pure layer must not import node:fs; ask the Host",
      "src/base/a.ts:2: a pure layer must not import npm:left-pad; ask the Host",
    ],
  );
  equal(
    importing("src/run/a.ts", 'import { createHash, randomUUID } from "node:crypto";'),
    [
      "src/run/a.ts:1: code above the host imports of node:crypto only createHash, " +
      "timingSafeEqual, not randomUUID",
    ],
  );
});

for (
  const [text, name, remedy] of [
    ["Deno.readTextFileSync(path)", "Deno", "ask the Host (src/host/host.ts)"],
    ["const { args } = Deno;", "Deno", "ask the Host (src/host/host.ts)"],
    [
      "crypto.randomUUID()",
      "crypto",
      "host.uniqueName(), or createHash of node:crypto for a digest",
    ],
    ["a ? setTimeout(f, 10) : b", "setTimeout", "await host.sleep()"],
    ["f(setInterval, 10)", "setInterval", "await host.sleep()"],
    ["return fetch(url);", "fetch", "host.download()"],
    ["[...fetch(url)]", "fetch", "host.download()"],
    ["console.log(1)", "console", "host.print(), host.printError() or the log"],
    ["process.env.HOME", "process", "ask the Host (src/host/host.ts)"],
    ["navigator.hardwareConcurrency", "navigator", "host.processors or host.machine"],
    ["performance.now()", "performance", "host.now()"],
    ["queueMicrotask(f)", "queueMicrotask", "await"],
    ["globalThis.Deno", "globalThis", "name what is meant"],
    ["Date.now()", "Date.now", "host.now()"],
    ["new Date()", "new Date()", "host.now()"],
    ["new Date;", "new Date()", "host.now()"],
    ["Math.random()", "Math.random", "host.uniqueName()"],
    ["AbortSignal.timeout(10)", "AbortSignal.timeout", "await host.sleep()"],
    ["`a ${{ b: `${Deno.pid}` }} c`", "Deno", "ask the Host (src/host/host.ts)"],
    ["a! / b; console.log(1 / 2)", "console", "host.print(), host.printError() or the log"],
  ] as const
) {
  Deno.test(`outside the host: ${text}`, () => {
    const message = `${name} is for the host alone; instead: ${remedy}`;
    equal(importing("src/run/a.ts", `\n${text}`), [`src/run/a.ts:2: ${message}`]);
    equal(importing("src/host/deno_host.ts", text), []);
  });
}

for (
  const text of [
    "// Deno.args, import('../run/log.ts')",
    "/** console.log\n * fetch(url) */",
    "\"Deno.args\" + 'console.log(1)' + `fetch(${url})`",
    'const text = "import x from \\"../run/log.ts\\"";',
    "/Deno\\.args[/]console/.test(text)",
    "vcs.fetch(repo); vcs?.fetch(repo); this.#fetch(repo);",
    "interface Vcs { fetch(repo: Repo): Promise<void>; readonly process: string; self?: Repo }",
    "class Git { async fetch(repo: Repo) { return repo; } }",
    "const { state = 1, fetch, last: process } = vcs; fetch(repo); process.name;",
    'import { fetch } from "./base.ts"; fetch(repo);',
    "function performance(build: Build) { return build; } performance(build);",
    "new Date(0); new Date(stamp).toISOString(); const d: Date = x; Math.max(1, 2);",
    "export { a }; export const b = 1; export default c; object.import(x); import.meta.url;",
  ]
) {
  Deno.test(`no fault: ${text}`, () => {
    equal(faults({ "src/base/a.ts": text, "src/base/base.ts": "" }), []);
  });
}
