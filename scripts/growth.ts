// Measures how the time of dist/kas grows with what it reads; see scripts/bench.
import { newDirectory } from "./benchmark/case.ts";
import { grow, growthLine, isWell, LIMIT, shortest } from "./benchmark/growth/grow.ts";
import { SERIES } from "./benchmark/growth/series.ts";
import { isWanted, readOptions } from "./benchmark/options.ts";

const options = readOptions(Deno.args);
if (typeof options === "string" || options.format !== "text") {
  console.error("growth: no options are known, only parts of names");
  Deno.exit(2);
}
const kas = new URL("../dist/kas", import.meta.url).pathname;
const directory = Deno.makeTempDirSync({ prefix: "kas-growth-" });
let faults = 0;
try {
  const start = shortest([kas, "--version"], directory);
  console.log(
    `start ${(start * 1000).toFixed(0)} ms, subtracted; exponent at most ${LIMIT}: 1 is linear`,
  );
  for (const series of SERIES.filter(({ name }) => isWanted(options, name))) {
    const growth = await grow(series, kas, start, newDirectory(directory, series.name));
    console.log(growthLine(series.name, growth));
    if (!isWell(growth)) faults++;
  }
} finally {
  Deno.removeSync(directory, { recursive: true });
}
if (faults > 0) Deno.exit(1);
