import { quoteArgv } from "./command.ts";

/**
 * What to say of project files that were given as words of their own: kas takes one word.
 * @param argv the command line
 * @param places where the files stand in it, in their order, at least one
 */
export function filesApart(argv: readonly string[], places: readonly number[]): string {
  const joined = places.map((place) => argv[place]).join(":");
  const words = argv.flatMap((word, index) =>
    index === places[0] ? [joined] : places.includes(index) ? [] : [word]
  );
  return `project files are joined by a colon: ${quoteArgv(words)}`;
}

/**
 * What to say of a command for the repositories that was given as several words.
 * @param argv the command line, the command at its end
 * @param start where the command begins
 */
export function commandApart(argv: readonly string[], start: number): string {
  const meant = quoteArgv([...argv.slice(0, start), argv.slice(start).join(" ")]);
  return `the command for the repositories is one word: ${meant}`;
}

/**
 * What to say of a program that was given without `--` before it.
 * @param argv the command line, the program and its arguments at its end
 * @param start where the program stands
 */
export function programBehind(argv: readonly string[], start: number): string {
  const meant = quoteArgv([...argv.slice(0, start), "--", ...argv.slice(start)]);
  return `the command to run stands behind --: ${meant}`;
}

/** A command line, and where a project file would stand in it. */
export interface CommandLine {
  readonly argv: readonly string[];
  readonly fileAt: number;
}

/** The command line with a project file, as a shell needs it. */
export function lineWithFile({ argv, fileAt }: CommandLine, file: string): string {
  return quoteArgv(argv.toSpliced(fileAt, 0, file));
}
