import { join } from "node:path";
import type { Case, Contest, Run, Setting } from "./case.ts";
import { measure, Refused } from "./measure.ts";
import { MEMORY } from "./report.ts";
import { emptyRow, memoryRow, type Pair, type Row, timeRow } from "./row.ts";

/** The rows of a case, and why there is nothing in them. */
export interface Outcome {
  readonly rows: readonly Row[];
  readonly reason?: string;
}

/** The names of the rows of a case. */
export const rowNames = ({ name, memoryGoal }: Case): string[] =>
  memoryGoal === undefined ? [name] : [name, `${MEMORY}${name}`];

/** Both programs with the same arguments in one directory that neither of them changes. */
export function inOneDirectory(
  { kas, peer }: Setting,
  args: readonly string[],
  cwd: string,
): Contest {
  return {
    ours: () => measure([kas, ...args], cwd),
    peer: () => measure([...peer.argv, ...args], cwd),
  };
}

/** What both programs do, each in a directory of its own. */
export interface Work {
  /** The directory, as seen from that of all cases; other cases may have left their work in it. */
  readonly place: string;
  readonly args: readonly string[];
  /** Project files that are written into it: name → text. */
  readonly files: Readonly<Record<string, string>>;
  /** Is done before each run, and not timed. */
  before?(cwd: string): void;
}

/** Both programs with the same work; each finds only what it left there itself. */
export function inOwnDirectories({ directory, kas, peer }: Setting, work: Work): Contest {
  const runIn = (name: string, program: readonly string[]): Run => {
    const cwd = join(directory, work.place, name);
    Deno.mkdirSync(cwd, { recursive: true });
    for (const [file, text] of Object.entries(work.files)) {
      Deno.writeTextFileSync(join(cwd, file), text);
    }
    return () => {
      work.before?.(cwd);
      return measure([...program, ...work.args], cwd);
    };
  };
  return { ours: runIn("ours", [kas]), peer: runIn("peer", peer.argv) };
}

/** Measures a case; the programs take turns, so that a machine whose speed drifts favours none. */
export async function hold(
  which: Case,
  setting: Setting,
  runs: number | undefined,
): Promise<Outcome> {
  const [time, memory] = rowNames(which);
  const empty = (ok: boolean | null, reason: string): Outcome => ({
    rows: [
      emptyRow(time!, which.goal, ok),
      ...memory === undefined ? [] : [emptyRow(memory, which.memoryGoal!, ok)],
    ],
    reason,
  });
  if (which.needsNew && !setting.peer.isNew) return empty(null, "the peer is too old for it");
  const contest = await which.prepare(setting);
  if (typeof contest === "string") return empty(null, contest);
  const ours = named("dist/kas", contest.ours);
  const peer = named("the peer", contest.peer);
  try {
    if (!which.isLong) [ours, peer].forEach((run) => run());
    const pairs: Pair[] = Array.from(
      { length: runs ?? which.pairs },
      () => ({ ours: ours(), peer: peer() }),
    );
    return {
      rows: [
        timeRow(time!, which.goal, pairs),
        ...memory === undefined ? [] : [memoryRow(memory, which.memoryGoal!, pairs)],
      ],
    };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return empty(error.message.startsWith("dist/kas") ? false : null, error.message);
  }
}

/** The same run, whose failure tells the program. */
const named = (name: string, run: Run): Run => () => {
  try {
    return run();
  } catch (error) {
    throw error instanceof Refused ? new Refused(`${name}: ${error.message}`) : error;
  }
};
