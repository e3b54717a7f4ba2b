/** What a layer says of one of its collections in conf/layer.conf. */
export interface LayerCollection {
  readonly name: string;
  /** BBFILE_PRIORITY: recipes of the higher one win; undefined where the file does not say. */
  readonly priority: string | undefined;
  /** LAYERSERIES_COMPAT: the releases of OpenEmbedded that it is made for. */
  readonly series: readonly string[];
}

const ASSIGNMENT =
  /^\s*(BBFILE_COLLECTIONS|BBFILE_PRIORITY|LAYERSERIES_COMPAT)(?:_([\w.+-]+?))?\s*(?:\?\?=|\?=|:=|\+=|=\+|\.=|=\.|=)\s*(["'])(.*)\3\s*$/;

/**
 * The collections that a conf/layer.conf tells of, in its order (BitBake User Manual,
 * BBFILE_COLLECTIONS and BBFILE_PRIORITY). Nothing is expanded: what has `${…}` stays as it is.
 */
export function layerCollections(text: string): LayerCollection[] {
  const names = new Set<string>();
  const priorities = new Map<string, string>();
  const series = new Map<string, string[]>();
  for (const line of text.replaceAll("\\\n", " ").split("\n")) {
    const [, variable, name, , value] = ASSIGNMENT.exec(line) ?? [];
    if (value === undefined) continue;
    if (variable === "BBFILE_COLLECTIONS" && name === undefined) {
      for (const word of wordsOf(value)) names.add(word);
    } else if (variable === "BBFILE_PRIORITY" && name !== undefined) {
      priorities.set(name, value.trim());
    } else if (variable === "LAYERSERIES_COMPAT" && name !== undefined) {
      series.set(name, wordsOf(value));
    }
  }
  return [...names].map((name) => ({
    name,
    priority: priorities.get(name),
    series: series.get(name) ?? [],
  }));
}

const wordsOf = (text: string) => text.split(/\s+/).filter((word) => word !== "");
