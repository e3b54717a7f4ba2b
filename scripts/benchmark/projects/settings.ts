import { join } from "node:path";

/** A project file of about so many bytes: settings of several lines each. */
export function writeLongFile(cwd: string, bytes: number): void {
  const sections: string[] = [];
  for (let index = 0, length = 0; length < bytes; index++) {
    const lines = Array.from(
      { length: 8 },
      (_, line) =>
        `    VARIABLE_${index}_${line}:append = " a value of some words, number ${line}"\n`,
    );
    const section = `  section-${index}: |\n${lines.join("")}`;
    sections.push(section);
    length += section.length;
  }
  writeHeaders(cwd, sections);
}

/** Many sections of one line. */
export const writeSections = (cwd: string, count: number): void =>
  writeHeaders(cwd, Array.from({ length: count }, (_, at) => `  id-${at}: VAR_${at} = "1"\n`));

/** One value of so many bytes, words and blanks on a single line. */
export const writeLongLine = (cwd: string, bytes: number): void =>
  writeHeaders(cwd, [`  id: ${"word ".repeat(bytes / 5)}end\n`]);

function writeHeaders(cwd: string, sections: readonly string[]): void {
  Deno.writeTextFileSync(
    join(cwd, "kas.yml"),
    `header:\n  version: 10\nlocal_conf_header:\n${sections.join("")}`,
  );
}
