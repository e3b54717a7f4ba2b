import type { Location } from "../base/problem.ts";

/**
 * Where the lines of a text stand that is a value of a file. In blocks (`|`) each line is one of
 * the file; of a text that is written otherwise, each is where the text begins.
 * @param source the file
 * @param value where the value begins
 * @returns the place of a line, which counts from 0
 */
export function linePlaces(
  source: string,
  value: Location,
  text: string,
): (line: number) => Location {
  const sources = source.split("\n").slice(value.line);
  const isBlock = text.trimEnd().split("\n").every((words, index) =>
    sources[index]?.trim() === words.trim()
  );
  if (!isBlock) return () => value;
  return (line) => ({
    file: value.file,
    line: value.line + line + 1,
    column: sources[line]!.search(/\S|$/) + 1,
  });
}
