// Project files that include others. Format version 10: Debian's kas knows no newer ones.
import { join } from "node:path";

/** One file with many includes, each with settings of its own. */
export function writeSideBySide(cwd: string, count: number): void {
  const names = Array.from({ length: count }, (_, index) => `include-${index}.yml`);
  for (const [index, name] of names.entries()) write(cwd, name, index, []);
  write(cwd, "kas.yml", count, names);
}

/** Files that each include the next one. */
export function writeChain(cwd: string, count: number): void {
  for (let index = 0; index <= count; index++) {
    write(cwd, nth("kas", index), index, index < count ? [nth("kas", index + 1)] : []);
  }
}

/** Two files a level, both of which include both of the next one: 2^levels ways to the last. */
export function writeDiamonds(cwd: string, levels: number): void {
  for (let level = 0; level < levels; level++) {
    const below = level + 1 < levels ? [nth("left", level + 1), nth("right", level + 1)] : [];
    write(cwd, nth("left", level), 2 * level, below);
    write(cwd, nth("right", level), 2 * level + 1, below);
  }
  write(cwd, "kas.yml", 2 * levels, [nth("left", 0), nth("right", 0)]);
}

const nth = (name: string, index: number) =>
  name === "kas" && index === 0 ? "kas.yml" : `${name}-${index}.yml`;

function write(cwd: string, name: string, index: number, includes: readonly string[]): void {
  const list = includes.map((include) => `    - ${include}\n`).join("");
  Deno.writeTextFileSync(
    join(cwd, name),
    `header:\n  version: 10\n${list === "" ? "" : `  includes:\n${list}`}` +
      `local_conf_header:\n  id-${index}: |\n    VAR_${index} = "1"\n    OTHER_${index} = "2"\n` +
      `env:\n  NAME_${index}: value\n`,
  );
}
