import { displayPath } from "../base/problem.ts";
import type { TreeFile } from "../explain/include_tree.ts";
import type { PageFacts } from "./facts.ts";
import { type Html, markup } from "./markup.ts";
import type { Section } from "./table.ts";
import { badge } from "./texts.ts";

/** The project files as they include each other: what stands further down has the last word. */
export function filesSection({ files, root }: PageFacts): Section {
  return {
    id: "files",
    title: "Files",
    count: new Set(pathsOf(files)).size,
    content:
      markup`<p class="muted">A file is merged after what it includes: what it says itself has
the last word.</p>
${listHtml(files, root)}`,
  };
}

function pathsOf(files: readonly TreeFile[]): string[] {
  return files.flatMap(({ path, before }) => [path, ...pathsOf(before)]);
}

function listHtml(files: readonly TreeFile[], root: string): Html {
  return markup`<ul>\n${files.map((file) => itemHtml(file, root))}</ul>`;
}

function itemHtml({ path, repo, lockfile, place, again, before }: TreeFile, root: string): Html {
  const remarks = [
    ...(repo === undefined ? [] : [badge("plain", `repository ${repo}`)]),
    ...(lockfile ? [badge("plain", "lockfile")] : []),
    ...(place ? [markup`<span class="origin">included in line ${place.line}</span>`] : []),
    ...(again ? [markup`<span class="muted">as above</span>`] : []),
  ].map((remark) => markup` ${remark}`);
  const below = before.length === 0 ? [] : [listHtml(before, root)];
  return markup`<li data-row><code>${displayPath(path, root)}</code>${remarks}${below}</li>\n`;
}
