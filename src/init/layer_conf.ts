/** What a layer's conf/layer.conf says of how it goes with others. */
export interface LayerConf {
  /** Its names for other layers: one, but for odd layers (BBFILE_COLLECTIONS). */
  readonly collections: readonly string[];
  /** Collections that it needs (LAYERDEPENDS), in their order. */
  readonly depends: readonly string[];
  /** Series of OpenEmbedded that it goes with (LAYERSERIES_COMPAT). */
  readonly series: readonly string[];
}

/** `BBFILE_COLLECTIONS += "a"`, `LAYERDEPENDS_a = "b c"`. */
const ASSIGNMENT =
  /^[ \t]*(BBFILE_COLLECTIONS|LAYERDEPENDS|LAYERSERIES_COMPAT)[\w:.+-]*[ \t]*[?+.:]*=[+.]?[ \t]*(["'])(.*)\2[ \t]*$/gm;

/**
 * Reads a layer.conf as far as its assignments are plain text, which they are but for odd layers:
 * nothing is expanded.
 */
export function parseLayerConf(text: string): LayerConf {
  const found = [...text.replaceAll("\\\n", " ").matchAll(ASSIGNMENT)];
  const listed = (variable: string) => {
    const values = found.filter(([, name]) => name === variable).map(([, , , value]) => value!);
    return [...new Set(values.flatMap(words))];
  };
  return {
    collections: listed("BBFILE_COLLECTIONS"),
    depends: listed("LAYERDEPENDS"),
    series: listed("LAYERSERIES_COMPAT"),
  };
}

/** The words of a list; versions (`core (>= 12)`, `core:12`) and variables are left out. */
function words(text: string): string[] {
  return text.replace(/\([^)]*\)/g, " ").split(/\s+/).map((word) => word.replace(/:\d+$/, ""))
    .filter((word) => /^[\w.+-]+$/.test(word));
}
