import type { PageFacts } from "./facts.ts";
import { markup } from "./markup.ts";
import { type Section, tableHtml } from "./table.ts";
import { badge } from "./texts.ts";

/** Each layer, as BBLAYERS has them, and what its conf/layer.conf says. */
export function layersSection({ layers, repos }: PageFacts): Section {
  const names = new Map(repos.map(({ repo }, index) => [repo.id, { name: repo.name, index }]));
  const rows = layers.map(({ layer, repo, present, collections }) => {
    const { name, index } = names.get(repo)!;
    const isMissing = !present && repos[index]!.present;
    const missing = isMissing ? [markup` ${badge("bad", "not there")}`] : [];
    return {
      cells: [
        markup`<code>${layer.name || "."}</code>${missing}`,
        markup`<a href="#repo-${index}">${name}</a>`,
        collections.map((collection) => markup`<div><code>${collection.name}</code></div>`),
        collections.map(({ priority }) => markup`<div>${priority ?? "–"}</div>`),
        collections.map(({ series }) => markup`<div>${series.join(" ") || "–"}</div>`),
      ],
    };
  });
  return {
    id: "layers",
    title: "Layers",
    count: layers.length,
    content: tableHtml(
      "Layers in the order of BBLAYERS; of two recipes for the same, that of the layer with the " +
        "higher priority (BBFILE_PRIORITY) is built",
      ["Layer", "Repository", "Collection", "Priority", "Made for"],
      rows,
    ),
  };
}
