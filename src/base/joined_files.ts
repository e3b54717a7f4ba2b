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
