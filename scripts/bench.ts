// Measures dist/kas against KAS_PEER; see scripts/bench.
import type { Case } from "./benchmark/case.ts";
import { BUNDLES } from "./benchmark/cases/bundles.ts";
import { CHECKOUTS } from "./benchmark/cases/checkout.ts";
import { CLEANING } from "./benchmark/cases/cleaning.ts";
import { COMMANDS } from "./benchmark/cases/commands.ts";
import { CONFIGURATION } from "./benchmark/cases/configuration.ts";
import { LOOKS } from "./benchmark/cases/looks.ts";
import { START } from "./benchmark/cases/start.ts";
import { hold, rowNames } from "./benchmark/contest.ts";
import { isWanted, type Options, readOptions } from "./benchmark/options.ts";
import { findPeer } from "./benchmark/peer.ts";
import { heading, json, line, markdown } from "./benchmark/report.ts";
import type { Row } from "./benchmark/row.ts";
import { sizeRow, SIZES } from "./benchmark/size.ts";

const CASES: readonly Case[] = [
  ...START,
  ...CONFIGURATION,
  ...CHECKOUTS,
  ...COMMANDS,
  ...CLEANING,
  ...LOOKS,
  ...BUNDLES,
];

/** Measures what is wanted, one row after the other. */
async function* rows(options: Options): AsyncGenerator<{ row: Row; reason?: string }> {
  const kas = new URL("../dist/kas", import.meta.url).pathname;
  const peer = findPeer(Deno.env.get("KAS_PEER")!, Deno.env.get("KAS_PEER_CONTAINER")!);
  const runs = Number(Deno.env.get("BENCH_RUNS")) || undefined;
  const directory = Deno.makeTempDirSync({ prefix: "kas-bench-" });
  try {
    for (const which of CASES) {
      if (!rowNames(which).some((name) => isWanted(options, name))) continue;
      const { rows, reason } = await hold(which, { directory, kas, peer }, runs);
      for (const row of rows) if (isWanted(options, row.name)) yield { row, reason };
    }
  } finally {
    Deno.removeSync(directory, { recursive: true });
  }
  for (const name of SIZES) if (isWanted(options, name)) yield { row: sizeRow(name, kas) };
}

const options = readOptions(Deno.args);
if (typeof options === "string") {
  console.error(`bench: ${options}`);
  Deno.exit(2);
}
// A document has standard output for itself; the lines show how far it is.
const tell = options.format === "text" ? console.log : console.error;
tell(heading());
const found: Row[] = [];
for await (const { row, reason } of rows(options)) {
  found.push(row);
  tell(reason === undefined ? line(row) : `${row.name}: not measured, ${reason}`);
}
if (options.format === "json") console.log(json(found));
if (options.format === "markdown") console.log(markdown(found));
