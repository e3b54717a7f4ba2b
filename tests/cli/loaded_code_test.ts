import assert from "node:assert/strict";

const root = new URL("../../", import.meta.url).pathname;

interface Output {
  readonly entryPoint?: string;
  readonly imports: readonly { readonly path: string; readonly kind: string }[];
  readonly inputs: Readonly<Record<string, unknown>>;
}

const OUTPUTS: Readonly<Record<string, Output>> =
  JSON.parse(Deno.readTextFileSync(`${root}.tools/bundle.meta.json`)).outputs;

/** The sources that are loaded with some others, without what they import at run time. */
function loaded(...entries: readonly string[]): string[] {
  const waiting = Object.keys(OUTPUTS).filter((path) => {
    const entry = OUTPUTS[path]!.entryPoint;
    return entry !== undefined && entries.some((name) => entry.endsWith(name));
  });
  assert.equal(waiting.length, entries.length, entries.join());
  const seen = new Set<string>();
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const { path: to, kind } of OUTPUTS[path]!.imports) {
      if (kind === "import-statement" && OUTPUTS[to]) waiting.push(to);
    }
  }
  return [...seen].flatMap((path) => Object.keys(OUTPUTS[path]!.inputs));
}

function without(sources: readonly string[], ...patterns: readonly RegExp[]): void {
  for (const pattern of patterns) {
    assert.deepEqual(sources.filter((source) => pattern.test(source)), [], String(pattern));
  }
}

const YAML = /node_modules\/.*yaml/;
const VALIDATOR = /generated\/validate/;
const PRINTING = /container\/(?:print_launch|compose_file|kubernetes|yaml_file)|config\/write_yaml/;
const REPOSITORIES = /src\/run\/repo\/(?:git|hg)\/(?!root_in_files|git\.ts)/;

Deno.test("launcher and entrypoint load neither YAML nor the schema's validator", () => {
  without(
    loaded("main.ts", "cli/kas_container.ts"),
    YAML,
    VALIDATOR,
    REPOSITORIES,
    /kconfig\/parse/,
    PRINTING,
  );
  without(loaded("main.ts", "cli/container_entrypoint.ts"), YAML, VALIDATOR, REPOSITORIES);
});

Deno.test("the launcher reads project files without checking them, and only where there are some", () => {
  const face = loaded("main.ts", "cli/kas_container.ts");
  without(face, /src\/config\/include\.ts/, /src\/run\/config\//, /image_pin\.ts/);
  without(loaded("container/project_variables.ts"), YAML, VALIDATOR, REPOSITORIES);
});

Deno.test("help and version load no command", () => {
  without(loaded("main.ts", "commands/dump.ts"), /src\/manual\//);
  without(loaded("main.ts", "commands/help.ts"), VALIDATOR, /src\/manual\//, /src\/run\/steps/);
  without(loaded("main.ts"), YAML, VALIDATOR, /src\/run\/(?:repo|config|bitbake|home)\//);
});

Deno.test("validate loads no more than a dump, but for what it finds", () => {
  const sources = loaded("main.ts", "commands/validate.ts");
  // It looks at what is checked out, as files tell it.
  const others = sources.filter((source) => !source.endsWith("git/ref_files.ts"));
  without(others, YAML, REPOSITORIES, /ask_remotes/, /check\/(?:json|github|gitlab|remote)/);
  const dump = loaded("main.ts", "commands/dump.ts");
  const size = (paths: readonly string[]) =>
    paths.reduce((sum, path) => sum + Deno.statSync(`${root}${path}`).size, 0);
  assert.ok(size(sources) <= 1.1 * size(dump), `${size(sources)} bytes, a dump ${size(dump)}`);
});

Deno.test("a dump loads neither the YAML library nor what works on repositories", () => {
  const sources = loaded("main.ts", "commands/dump.ts");
  assert.ok(sources.some((source) => VALIDATOR.test(source)));
  without(sources, YAML, REPOSITORIES, /src\/run\/bitbake\/write_conf/);
});
