/** How much of a hindrance something is: a `problem` keeps a build from working. */
export type Level = "ok" | "warning" | "problem";

/** What one check has found. */
export interface Finding {
  /** Name of the check, which stays: `newuidmap`. */
  readonly check: string;
  readonly level: Level;
  readonly message: string;
  /** A command that mends it, or where none does, what to do. */
  readonly remedy?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, level: "ok", message };
}

export function warning(check: string, message: string, remedy: string): Finding {
  return { check, level: "warning", message, remedy };
}

export function problem(check: string, message: string, remedy: string): Finding {
  return { check, level: "problem", message, remedy };
}
