// The documents, and what stands in them: blocks, codes and headings.
import { join } from "node:path";

export const ROOT = new URL("../../", import.meta.url).pathname;

export const read = (path: string) => Deno.readTextFileSync(join(ROOT, path));

export function exists(path: string): boolean {
  try {
    Deno.statSync(join(ROOT, path));
    return true;
  } catch {
    return false;
  }
}

/** Files below a folder of the project, by the ending of their names. */
export function files(folder: string, ending: string): string[] {
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? files(`${folder}/${name}`, ending)
      : name.endsWith(ending)
      ? [`${folder}/${name}`]
      : []
  );
}

export const DOCUMENTS: ReadonlyMap<string, string> = new Map(
  ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", ...files("docs", ".md")]
    .filter(exists)
    .map((path) => [path, read(path)]),
);

/** A fenced block. */
export interface Block {
  /** What stands behind the fence: `yaml`; `console` for lines that are run. */
  readonly kind: string;
  readonly text: string;
}

const FENCED = /^```(\w*)\n([^]*?)^```$/gm;

export const fencedBlocks = (text: string): Block[] =>
  [...text.matchAll(FENCED)].map(([, kind, inside]) => ({ kind: kind!, text: inside! }));

export const withoutFences = (text: string) => text.replace(FENCED, "");

/** Text between single backticks, outside of code blocks. */
export const codes = (text: string) =>
  [...withoutFences(text).replace(/^ {4}.*$/gm, "").matchAll(/`([^`]+)`/g)].map(([, code]) =>
    code!
  );

/** Lines of code blocks for the shell, without their comments; those of `console` are run instead. */
export const blockLines = (text: string) =>
  [
    ...[...withoutFences(text).matchAll(/^ {4}(\S.*)$/gm)].map(([, line]) => line!),
    ...fencedBlocks(text).flatMap(({ kind, text }) => kind === "sh" ? text.split("\n") : []),
  ].map((line) => line.replace(/\s+#.*$/, ""));

/** The anchors that links can lead to, as forges make them of headings. */
export const anchors = (text: string) =>
  [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );

export const section = (text: string, title: string) =>
  text.split(new RegExp(`^#+ ${title}$`, "m"))[1]!.split(/^#+ /m)[0]!;
