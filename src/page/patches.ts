import { displayPath } from "../base/problem.ts";
import type { PageFacts } from "./facts.ts";
import { markup } from "./markup.ts";
import { type Section, tableHtml } from "./table.ts";

/** The patches that kas applies to repositories, in their order. */
export function patchesSection({ patches, repos, root }: PageFacts): Section {
  const rows = patches.map(({ repo, id, path, subject, sha256 }) => {
    const index = repos.findIndex((it) => it.repo.id === repo);
    return {
      cells: [
        markup`<strong>${subject ?? id}</strong><br><code>${displayPath(path, root)}</code>`,
        markup`<a href="#repo-${index}">${repos[index]!.repo.name}</a>`,
        markup`<code>${id}</code>`,
        markup`<code class="id">${sha256}</code>`,
      ],
    };
  });
  return {
    id: "patches",
    title: "Patches",
    count: patches.length,
    content: tableHtml(
      "Patches, in the order in which kas applies them",
      ["Patch", "Repository", "Key", "SHA-256"],
      rows,
    ),
  };
}
