// Projects that go from one side to another in a bundle.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { chance } from "./chance.ts";
import { BINARY, type Outcome, project, type Scene } from "./harness.ts";
import { withoutNetwork } from "./no_network.ts";

/** The other side: the directory that bundles are imported into. */
export const SITE = "site";

/** A patch for a file `f` of a repository. */
export const PATCH = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-patch me\n+patched\n";

/** Asserts that a run has done its work. */
export async function succeeds(run: Promise<Outcome>): Promise<Outcome> {
  const outcome = await run;
  assert.equal(outcome.code, 0, outcome.stderr);
  return outcome;
}

/** Writes a project file of repositories, each with its lines. */
export function configure(s: Scene, repos: Record<string, string>, more = ""): void {
  const entries = Object.entries(repos).map(([id, lines]) => `  ${id}: {${lines}}\n`);
  s.write("work/kas.yml", project(`${more}repos:\n${entries.join("")}`));
}

/** Makes a bundle of a project; its path is seen from the scene's root. */
export function create(
  s: Scene,
  output: string,
  options: readonly string[] = [],
  { config = "kas.yml", env = {} }: { config?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  return s.kas(["bundle", "create", config, "-o", s.path(output), ...options], env);
}

/** Imports bundles on the other side. */
export function importInto(
  s: Scene,
  bundles: readonly string[],
  args: readonly string[] = [],
  site = SITE,
): Promise<Outcome> {
  const files = bundles.map((bundle) => s.path(bundle));
  return alone(s, ".", "bundle", "import", ...files, "--into", s.path(site), ...args);
}

/** Runs kas in a directory of the other side: without network, and with nothing exported. */
export function alone(s: Scene, directory: string, ...args: string[]): Promise<Outcome> {
  return s.run(["env", "-C", s.path(directory), ...withoutNetwork(), BINARY, ...args]);
}

/** What `bundle list --json` says of a bundle. */
export async function list(s: Scene, bundle: string) {
  const { stdout } = await succeeds(s.kas(["bundle", "list", "--json", s.path(bundle)]));
  return JSON.parse(stdout);
}

/** The manifest of a bundle as it stands in its archive. */
export function manifestText(s: Scene, bundle: string): string {
  const args = ["-xOf", s.path(bundle), "manifest.json"];
  return new TextDecoder().decode(new Deno.Command("tar", { args }).outputSync().stdout);
}

export const size = (s: Scene, file: string) => Deno.statSync(s.path(file)).size;

export const sha256 = (s: Scene, file: string) =>
  createHash("sha256").update(Deno.readFileSync(s.path(file))).digest("hex");

/** Each file below a directory with its mode and content, but what version control keeps. */
export function content(s: Scene, directory: string): string[] {
  const walk = (below: string): string[] =>
    [...Deno.readDirSync(s.path(directory, below))].toSorted((a, b) => a.name < b.name ? -1 : 1)
      .flatMap(({ name, isDirectory, isSymlink }) => {
        const path = join(below, name);
        if (name === ".git" || name === ".hg") return [];
        if (isDirectory) return walk(path);
        if (isSymlink) return [`${path} -> ${Deno.readLinkSync(s.path(directory, path))}`];
        const executable = (Deno.lstatSync(s.path(directory, path)).mode! & 0o111) !== 0;
        return [`${path} ${executable} ${sha256(s, join(directory, path))}`];
      });
  return walk("");
}

export const head = (s: Scene, repo: string) => s.git(repo, "rev-parse", "HEAD");

export const remove = (s: Scene, ...paths: string[]) => {
  for (const path of paths) Deno.removeSync(s.path(path), { recursive: true });
};

/** A git repository `src/lib` of two commits, tagged `v1` and `v2`. */
export function sources(s: Scene): { first: string; second: string } {
  const first = s.repo("src/lib", { f: "one\n", "bin/tool": "#!/bin/sh\n" });
  s.git("src/lib", "tag", "v1");
  const second = s.commit("src/lib", { f: "two\n" });
  s.git("src/lib", "tag", "-a", "-m", "v2", "v2");
  return { first, second };
}

/** A commit in the Mercurial repository `src/hg`, which is made if it is not there. */
export function hgCommit(
  s: Scene,
  text: string,
): string {
  if (!s.exists("src/hg")) {
    Deno.mkdirSync(s.path("src/hg"), { recursive: true });
    s.hg("src/hg", "init");
  }
  s.write("src/hg/a", text);
  s.hg("src/hg", "commit", "--addremove", "-m", "change", "-d", "0 0");
  return s.hg("src/hg", "log", "-r", ".", "-T", "{node}");
}

export const gitEntry = (s: Scene, pin: string) => `url: ${s.path("src/lib")}, ${pin}`;
export const hgEntry = (s: Scene, pin: string) => `url: ${s.path("src/hg")}, type: hg, ${pin}`;

/** A file that nothing compresses, the same in every run. */
export function incompressible(bytes: number, seed = 1): Uint8Array<ArrayBuffer> {
  const next = chance(seed);
  return Uint8Array.from({ length: bytes }, () => next(256));
}

/** Asserts that no directory that bundles were made or imported in lies below the root. */
export function assertNothingLeft(s: Scene, ...directories: string[]): void {
  for (const directory of ["", "work", ...directories]) {
    const left = [...Deno.readDirSync(s.path(directory))].map(({ name }) => name)
      .filter((name) => /^\.kas-(?:bundle-|import)|\.part$/.test(name));
    assert.deepEqual(left, [], directory);
  }
}
