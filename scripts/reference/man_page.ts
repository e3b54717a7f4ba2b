import { escaped } from "../../src/manual/roff.ts";

/** What the head of a page says. */
export interface PageFacts {
  readonly name: string;
  readonly section: number;
  /** What stands behind the name in the list of pages. */
  readonly summary: string;
  /** Day of the release: `2026-01-31`. */
  readonly date: string;
  readonly version: string;
  /** Other pages: `kas(1)`. */
  readonly seeAlso: readonly string[];
}

/** A document as a manual page for man(7); it has what our documents use of Markdown. */
export function manPage(markdown: string, facts: PageFacts): string {
  const { name, section, summary, date, version, seeAlso } = facts;
  const title = escaped(name);
  return [
    `.TH "${title.toUpperCase()}" ${section} "${escaped(date)}" "kas ${escaped(version)}"`,
    `.SH NAME\n${title} \\- ${escaped(summary)}`,
    ".SH DESCRIPTION",
    ...parts(markdown).map(part).filter((text) => text !== ""),
    `.SH SEE ALSO\n${seeAlso.map(escaped).join(", ")}`,
  ].join("\n") + "\n";
}

/** Paragraphs, headings, lists, tables and blocks; a fenced block may have empty lines. */
function parts(markdown: string): string[] {
  return markdown.match(/^```[^]*?^```$|^(?!```)(?:.+(?:\n(?!```)|$))+/gm) ?? [];
}

function part(text: string): string {
  if (text.startsWith("<!--") || text.startsWith("# ")) return "";
  const heading = /^(##+) (.*)/.exec(text);
  if (heading) {
    // Sections of man(7) have capital letters.
    const [, marks, title] = heading;
    return marks === "##" ? `.SH ${inline(title!).toUpperCase()}` : `.SS ${inline(title!)}`;
  }
  if (text.startsWith("```")) return block(text.split("\n").slice(1, -1));
  if (text.startsWith("    ")) {
    return block(text.trimEnd().split("\n").map((line) => line.slice(4)));
  }
  if (text.startsWith("|")) return table(text);
  if (text.startsWith("- ")) {
    return text.split(/^- /m).slice(1).map((item) => `.IP \\(bu 2\n${paragraph(item)}`).join("\n");
  }
  return `.PP\n${paragraph(text)}`;
}

const block = (lines: readonly string[]) =>
  `.PP\n.RS 4\n.nf\n${lines.map((line) => escaped(line)).join("\n")}\n.fi\n.RE`;

const paragraph = (text: string) => inline(text.trim().replace(/\n\s*/g, " "));

/** Each row an entry: its first cell the head, the last one the text, with what stands between. */
function table(text: string): string {
  const [head, , ...rows] = text.trim().split("\n").map((line) =>
    line.slice(1, -1).split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"))
  );
  return rows.map(([first, ...others]) => {
    const last = others.pop()!;
    const between = others.flatMap((cell, index) => {
      const title = head![index + 1]!;
      // A type says by itself what it is.
      return cell === ""
        ? []
        : [title === "type" || cell === "required" ? cell : `${title} ${cell}`];
    });
    const note = between.length === 0 ? "" : ` (${between.join("; ")})`;
    return `.TP\n${inline(first!)}\n${paragraph(last + note)}`;
  }).join("\n");
}

/** Codes are bold, what is stressed is in italics, links are their texts. */
function inline(text: string): string {
  return text.replace(/\[([^\]]+)\]\([^)]+\)/g, "$1").split(/(`[^`]+`)/).map((piece) =>
    piece.startsWith("`")
      ? `\\fB${escaped(piece.slice(1, -1))}\\fR`
      : escaped(piece.replaceAll("\\*", "*")).replace(/\b_([^_]+)_\b/g, "\\fI$1\\fR")
  ).join("");
}
