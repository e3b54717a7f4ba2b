import { emptyRow, type Row } from "./row.ts";

/** Compressors, the one that packs best first; fast ones of their levels, as nothing is shipped. */
const COMPRESSORS = [["xz", "-T0", "-1", "-c"], ["zstd", "-T0", "-10", "-c"], ["gzip", "-c"]];

const PLAIN = "size of dist/kas";
const COMPRESSED = "size of dist/kas, compressed";

/** The names of the rows about sizes. */
export const SIZES = [PLAIN, COMPRESSED] as const;

/** How large the program is, as it is and compressed, in millions of bytes. */
export function sizeRow(name: typeof SIZES[number], kas: string): Row {
  if (name === PLAIN) {
    return { ...emptyRow(PLAIN, null, null), ours_mb: Deno.statSync(kas).size / 1e6 };
  }
  for (const [program, ...options] of COMPRESSORS) {
    const bytes = compressed(program!, [...options, kas]);
    if (bytes === undefined) continue;
    const named = `${COMPRESSED} (${[program, ...options.slice(0, -1)].join(" ")})`;
    return { ...emptyRow(named, null, null), ours_mb: bytes / 1e6 };
  }
  return emptyRow(COMPRESSED, null, null);
}

function compressed(program: string, args: readonly string[]): number | undefined {
  try {
    return new Deno.Command(program, { args: [...args] }).outputSync().stdout.length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
