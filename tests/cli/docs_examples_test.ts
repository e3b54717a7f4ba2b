// What the documents show is run: project files are read by kas, and lines of `console` blocks are
// run one after the other, with their output compared. `…` in output stands for any text.
import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { parse } from "yaml";
import { MADE } from "../../scripts/reference/made.ts";
import { namesMade, withMade } from "../../scripts/reference/markdown.ts";
import { keyRows, TOP_KEYS } from "../../scripts/reference/keys.ts";
import { COMMAND_NAMES } from "../../src/commands/table.ts";
import { type Block, DOCUMENTS, fencedBlocks, files, read } from "./documents.ts";
import { BINARY, BITBAKE_REPO, type Scene, scene } from "./harness.ts";

/** A project file of a document. */
interface Example {
  /** What the first line says, as a comment: `# kas/board.yml`. */
  readonly name: string | undefined;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly value: any;
}

/** The project file in a block; undefined where it has another thing. Its header may be left out. */
function example({ kind, text }: Block): Example | undefined {
  if (kind !== "yaml") return undefined;
  const value = parse(text);
  if (!Object.keys(value).some((key) => TOP_KEYS.includes(key))) return undefined;
  const name = /^# (\S+\.yml)\n/.exec(text)?.[1];
  return { name, text: "header" in value ? text : `header:\n  version: 23\n${text}`, value };
}

const examples = (document: string) =>
  fencedBlocks(document).map(example).filter((found) => found !== undefined);

/** Where a repository's files are in the scene, for those that a project file includes from. */
function standIn(scene: Scene, name: string, includes: readonly string[]): string {
  for (const file of includes) {
    const path = `local/${name}/${file}`;
    if (!scene.exists(path)) scene.write(path, "header:\n  version: 1\n");
  }
  return `--local=${name}=${scene.path("local", name)}`;
}

/** Reads a project file as far as it goes without the network. */
async function dump(scene: Scene, file: string, { value }: Example) {
  // deno-lint-ignore no-explicit-any
  const includes: any[] = value.header?.includes ?? [];
  const others = Map.groupBy(includes.filter(({ repo }) => repo), ({ repo }) => repo as string);
  for (const own of includes.filter((include) => typeof include === "string")) {
    if (!scene.exists(`work/${own}`)) scene.write(`work/${own}`, "header:\n  version: 1\n");
  }
  const local = [...others].map(([name, all]) =>
    standIn(scene, name, all.map((include) => include.file))
  );
  const skipped = ["finish_setup_repos", "repos_checkout", "repos_apply_patches"]
    .flatMap((step) => ["--skip", step]);
  return await scene.kas(["dump", ...skipped, ...local, file]);
}

for (const [path, text] of DOCUMENTS) {
  const found = examples(text);
  if (found.length === 0) continue;
  scene(`the project files of ${path}`, async (scene) => {
    scene.repo("work", {});
    for (const one of found) if (one.name) scene.write(`work/${one.name}`, one.text);
    for (const [index, one] of found.entries()) {
      const file = one.name ?? `example${index}.yml`;
      scene.write(`work/${file}`, one.text);
      // A lockfile has nothing to read of its own.
      if (file.includes(".lock.")) continue;
      const { code, stderr } = await dump(scene, file, one);
      assert.equal(code, 0, `${path}:\n${one.text}\n${stderr}`);
      assert.doesNotMatch(stderr, /deprecated|Obsolete/, one.text);
    }
  });
}

/** Repositories in place of those that the documents' projects name: with what kas asks of them. */
function mirror(scene: Scene, found: readonly Example[]): string {
  const made = new Set<string>();
  for (const { value } of found) {
    // deno-lint-ignore no-explicit-any
    for (const [name, repo] of Object.entries<any>(value.repos ?? {})) {
      if (!repo?.url || made.has(repo.url)) continue;
      made.add(repo.url);
      const directory = `mirror/${repo.url.replace(/^https:\/\//, "")}`;
      const layers = Object.keys(repo.layers ?? { ".": null });
      scene.repo(directory, {
        ...Object.fromEntries(layers.map((layer) => [`${layer}/conf/layer.conf`, "# a layer\n"])),
        ...(["openembedded-core", "isar"].includes(name) ? BITBAKE_REPO : {}),
      });
      if (repo.branch) scene.git(directory, "branch", repo.branch);
    }
  }
  return `https:// ${scene.path("mirror")}/`;
}

/** A command and the output that is shown for it. */
function runs(text: string): { command: string; shown: string }[] {
  return text.split(/^\$ /m).slice(1).map((run) => {
    const [command, ...shown] = run.split("\n");
    return { command: command!, shown: shown.join("\n") };
  });
}

/** A regular expression for this very text. */
const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Whether an output is what is shown, `…` being any text. */
function matches(output: string, shown: string): boolean {
  const parts = shown.split("…").map(literally);
  return new RegExp(`^${parts.join("[^]*?")}$`).test(output);
}

for (const [path, text] of DOCUMENTS) {
  const blocks = fencedBlocks(text);
  if (!blocks.some(({ kind }) => kind === "console")) continue;
  scene(`the lines that ${path} shows on a console`, async (scene) => {
    for (const name of ["kas", "kas-container"]) {
      scene.write(`bin/${name}`, `#!/bin/bash\nexec -a ${name} ${BINARY} "$@"\n`, 0o755);
    }
    const env = {
      PATH: `${scene.path("bin")}:${Deno.env.get("PATH")}`,
      KAS_PREMIRRORS: mirror(scene, examples(text)),
    };
    for (const block of blocks) {
      const file = example(block);
      if (file?.name) scene.write(`work/${file.name}`, file.text);
      if (block.kind !== "console") continue;
      for (const { command, shown } of runs(block.text)) {
        const { code, stdout } = await scene.run(["bash", "-c", `${command} 2>&1`], env);
        const output = stdout.replaceAll(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d - /gm, "")
          .replaceAll(scene.work, "/work");
        assert.ok(code === 0 && matches(output, shown), `${path}: ${command}\n${output}`);
      }
    }
  });
}

Deno.test("what is made in the documents is made anew: run scripts/reference.ts if it is not", () => {
  for (const path of files("docs", ".md")) {
    const text = read(path);
    equal(withMade(text, MADE), text, path);
  }
});

Deno.test("docs/commands.md has every command, docs/project-file.md every key", () => {
  const commands = namesMade(read("docs/commands.md"));
  // cleansstate and cleanall have clean's options.
  const expected = COMMAND_NAMES.filter((name) => !/^clean./.test(name)).map((name) =>
    `kas ${name}`
  );
  equal(expected.filter((name) => !commands.includes(name)), []);
  const keys = namesMade(read("docs/project-file.md"));
  equal(TOP_KEYS.map((key) => `keys ${key}`).filter((name) => !keys.includes(name)), []);
});

/** Keys that nobody is to write: old ones, and those of the menu's file. */
const NOT_SHOWN = /refspec$|^proxy_config|^_source_dir/;

/** Whether a value has what a path leads to; NAME is any key. */
function has(value: unknown, [step, ...steps]: readonly string[]): boolean {
  if (step === undefined) return true;
  if (typeof value !== "object" || value === null) return false;
  const found = step === "NAME" || step === "[]"
    ? Object.values(value)
    : Object.entries(value).filter(([key]) => key === step).map(([, below]) => below);
  return found.some((below) => has(below, steps));
}

Deno.test("docs/project-file.md has an example for every key", () => {
  const shown = examples(read("docs/project-file.md"));
  const paths = TOP_KEYS.flatMap(keyRows).map(({ path }) => path)
    .filter((path) => !NOT_SHOWN.test(path));
  const missing = paths.filter((path) =>
    !shown.some(({ value }) => has(value, path.replaceAll("[]", ".[]").split(".")))
  );
  equal(missing, []);
});

Deno.test("the messages of docs/troubleshooting.md are those of the program", () => {
  // Pieces of one text are joined, and what is put in is `…`.
  const sources = files("src", ".ts").map((path) =>
    read(path).replace(/["'`]\s*\+\s*["'`]/g, "").replace(/\$\{[^}]*\}/g, "…")
  ).join("\n");
  const messages = [...read("docs/troubleshooting.md").matchAll(/^### `(.+)`$/gm)]
    .map(([, message]) => message!);
  assert.ok(messages.length > 20);
  const unknown = messages.filter((message) => {
    const pieces = message.split("…").map(literally);
    return !new RegExp(pieces.join("[^\\n]*")).test(sources);
  });
  equal(unknown, []);
});
