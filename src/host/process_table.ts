/** A process, as the kernel tells of it (proc_pid_stat(5)). */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly session: number;
  /** Clock ticks since the boot: with it a process number is not mistaken for an earlier one. */
  readonly started: string;
  /** It has ended, and its parent has not asked for its status yet. */
  readonly ended: boolean;
}

/** Reads /proc/PID/stat; the program's name in it may have blanks and parentheses. */
export function parseStat(text: string): ProcessInfo | undefined {
  const pid = Number.parseInt(text);
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, , session] = fields;
  if (Number.isNaN(pid) || fields.length < 20) return undefined;
  return {
    pid,
    parent: Number(parent),
    session: Number(session),
    started: fields[19]!,
    ended: state === "Z" || state === "X",
  };
}

/**
 * Some processes, all that they have started, and all of a session.
 * @param session the number of the session; undefined for none
 */
export function family(
  table: readonly ProcessInfo[],
  roots: Iterable<number>,
  session: number | undefined,
): ProcessInfo[] {
  const found = new Set(roots);
  for (const { pid, session: own } of table) if (own === session) found.add(pid);
  for (let before = -1; before !== found.size;) {
    before = found.size;
    for (const { pid, parent } of table) if (found.has(parent)) found.add(pid);
  }
  return table.filter(({ pid, ended }) => found.has(pid) && !ended);
}
