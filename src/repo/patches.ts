/** One line of a quilt `series` file (quilt(1)): a patch and how many path components to strip. */
export interface SeriesEntry {
  readonly file: string;
  readonly strip: number;
}

/** The patches of a `series` file in their order; comments and empty lines are skipped. */
export function parseSeries(text: string): SeriesEntry[] {
  return text.split("\n")
    .map((line) => (line.startsWith("#") ? "" : line.split(" #")[0]!).trim())
    .filter((line) => line !== "")
    .map((line) => {
      const at = line.lastIndexOf("-p");
      const strip = line.slice(at + "-p".length).trim();
      const isOption = at > 0 && /\s/.test(line[at - 1]!) && /^[0-9]+$/.test(strip);
      return isOption
        ? { file: line.slice(0, at).trim(), strip: Number(strip) }
        : { file: line, strip: 1 };
    });
}

/** The date in the third line of a patch that `git format-patch` wrote, if it is one. */
export function patchDate(text: string): string | undefined {
  const line = text.split("\n", 3)[2];
  return line?.startsWith("Date: ") ? line.slice("Date: ".length).trim() : undefined;
}

/** The date of a patch that `hg export` wrote: the line after the one with the raw date. */
export function hgPatchDate(text: string): string | undefined {
  const [, , raw, date] = text.split("\n", 4);
  return raw?.startsWith("# Date ") && date?.startsWith("# ") ? date.slice(2).trim() : undefined;
}

/** The subject of a patch that is a mail, without `[PATCH 1/2]`; undefined if it has none. */
export function patchSubject(text: string): string | undefined {
  const head = text.split(/\r?\n\r?\n/, 1)[0]!;
  const subject = /^Subject:((?:.*)(?:\r?\n[ \t].*)*)/m.exec(head)?.[1];
  const shown = subject?.replace(/\s+/g, " ").trim().replace(/^(?:\[[^\]]*\] ?)+/, "");
  return shown || undefined;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A point in time as RFC 5322 writes it, in local time: the date of a patch that has none. */
export function mailDate(date: Date): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const offset = -date.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(Math.abs(offset) / 60)}${
    two(Math.abs(offset) % 60)
  }`;
  const day = `${DAYS[date.getDay()]}, ${two(date.getDate())} ${MONTHS[date.getMonth()]}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${date.getFullYear()} ${time} ${zone}`;
}

/** The message of the commit that a patch becomes; equal to kas's, so that commit ids are equal. */
export function patchMessage(id: string, path: string): string {
  return `kas: ${id}\n\npatch ${path} applied by kas\n`;
}

/** Who the commit of a patch is by, for git's environment; as kas, for equal commit ids. */
export function patchIdentity(date: string): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: "kas",
    GIT_AUTHOR_EMAIL: "kas@example.com",
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: "kas User",
    GIT_COMMITTER_EMAIL: "kas@example.com",
    GIT_COMMITTER_DATE: date,
  };
}
