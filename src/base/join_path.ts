import { join } from "node:path";

/** An empty step, `.` or `..`, in or at the end of an absolute path. */
const ODD_STEP = /\/\.{0,2}(?:\/|$)/;

/**
 * As `join` of node:path for an absolute directory: that takes any path apart, letter by letter,
 * and costs more than all else that is done for an include or a layer.
 */
export function joinPath(directory: string, path: string): string {
  const joined = `${directory}/${path}`;
  return ODD_STEP.test(joined) ? join(directory, path) : joined;
}
