/** The line of a program's errors that tells most: the last that speaks of one, else the last. */
export function lastWords(stderr: string): string {
  const lines = stderr.trim().split("\n");
  return lines.findLast((line) => /error|cannot|denied|fail/i.test(line)) ?? lines.at(-1)!;
}
