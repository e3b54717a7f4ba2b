// What kas reads more or less of. The sizes are large enough that the work takes longer than the
// start of the program, which is subtracted.
import { join } from "node:path";
import { writeChain, writeDiamonds, writeSideBySide } from "../projects/includes.ts";
import { byCommitOnBranch, repoProject } from "../projects/repos.ts";
import { writeLongLine, writeSections } from "../projects/settings.ts";
import { BUILD_ENVIRONMENT, writeSource, writeSources } from "../projects/sources.ts";

/** Something that there can be more of, and a command that reads it. */
export interface Series {
  readonly name: string;
  /** Three sizes, each twice the one before. */
  readonly sizes: readonly number[];
  readonly args: readonly string[];
  /** Writes a project of that size into an empty directory. */
  write(cwd: string, size: number): void | Promise<void>;
}

const DUMP = ["dump", "kas.yml"];
const CHECKOUT = ["checkout", "kas.yml"];
const KIB = 1024;

/** All series. */
export const SERIES: readonly Series[] = [
  { name: "includes, a chain", sizes: [225, 450, 900], args: DUMP, write: writeChain },
  { name: "includes, diamonds", sizes: [225, 450, 900], args: DUMP, write: writeDiamonds },
  { name: "includes, side by side", sizes: [500, 1000, 2000], args: DUMP, write: writeSideBySide },
  {
    name: "repositories nested in each other, nothing to do",
    sizes: [25, 50, 100],
    args: CHECKOUT,
    // Each is a directory in the work tree of the one before.
    write: (cwd, size) => writeRepos(cwd, size, (index) => Array(index + 1).fill("n").join("/")),
  },
  {
    name: "repositories side by side, nothing to do",
    sizes: [50, 100, 200],
    args: CHECKOUT,
    write: (cwd, size) => writeRepos(cwd, size),
  },
  {
    name: "layers of one repository",
    sizes: [1000, 2000, 4000],
    args: ["shell", "kas.yml", "-c", "true"],
    write: writeLayers,
  },
  {
    name: "bytes of a line",
    sizes: [256 * KIB, 512 * KIB, 1024 * KIB],
    args: DUMP,
    write: writeLongLine,
  },
  {
    name: "entries of local_conf_header",
    sizes: [2500, 5000, 10_000],
    args: DUMP,
    write: writeSections,
  },
  {
    name: "Kconfig symbols",
    // kas reads 512 KiB of Kconfig at most.
    sizes: [2000, 4000, 8000],
    args: ["menu", "--list"],
    write: writeSymbols,
  },
];

async function writeRepos(
  cwd: string,
  count: number,
  path?: (index: number) => string,
): Promise<void> {
  const directory = join(cwd, "sources");
  Deno.mkdirSync(directory);
  const sources = await writeSources(directory, count, 3);
  Deno.writeTextFileSync(join(cwd, "kas.yml"), repoProject(sources, byCommitOnBranch, path));
}

async function writeLayers(cwd: string, count: number): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `meta-${index}`);
  const { url, commits } = await writeSource(join(cwd, "source"), [
    ...names.map((name) => [`${name}/conf/layer.conf`, "# A layer.\n"] as const),
    BUILD_ENVIRONMENT,
  ]);
  Deno.writeTextFileSync(
    join(cwd, "kas.yml"),
    `header:\n  version: 14\nrepos:\n  core:\n    url: ${url}\n    commit: ${commits[1]}\n` +
      `    layers:\n${names.map((name) => `      ${name}:\n`).join("")}`,
  );
}

function writeSymbols(cwd: string, count: number): void {
  const symbols = Array.from(
    { length: count },
    (_, index) =>
      `config SYMBOL_${index}\n\tbool "Symbol ${index}"\n` +
      (index === 0 ? "" : "\tdepends on SYMBOL_0\n"),
  );
  Deno.writeTextFileSync(join(cwd, "Kconfig"), `mainmenu "Many"\n\n${symbols.join("\n")}`);
}
