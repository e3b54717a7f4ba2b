import { localConf } from "../bitbake/conf_files.ts";
import { distroOf, machineOf, multiconfigsOf, targetsOf } from "../config/build_settings.ts";
import { keyText, mapAt } from "../config/value.ts";
import type { Explainer } from "./explain.ts";
import type { ExplainFacts, Explanation, Origin } from "./explanation.ts";
import { statementsSetting } from "./conf_lines.ts";
import { linePlaces } from "./line_places.ts";

/** Which key the variables come from that kas itself writes to local.conf. */
const OWN_VARIABLES: ReadonlyMap<string, string> = new Map(Object.entries({
  MACHINE: "machine",
  DISTRO: "distro",
  BBMULTICONFIG: "target",
  ISAR_ROOTLESS: "build_system",
}));

/**
 * The statements of local.conf about a variable of bitbake's, in its order, each explained by the
 * key of the configuration that it comes from.
 * @param read the text of a file; undefined if it cannot be had
 */
export function explainConf(
  explainer: Explainer,
  facts: ExplainFacts,
  variable: string,
  read: (file: string) => string | undefined,
): Explanation[] {
  const { config, env, overrides } = facts;
  const chunks = [...mapAt(config.root, "local_conf_header")]
    .sort(([a], [b]) => keyText(a) < keyText(b) ? -1 : 1);
  const chosen = chunks.flatMap(([id, value]) => {
    const text = value as string;
    const found = statementsSetting(text, variable);
    if (found.length === 0) return [];
    const chunk = explainer.explainValue(["local_conf_header", id]);
    const places = chunkPlaces(chunk.origin, text, read);
    return found.map(({ text: value, line }): Explanation => ({
      ...chunk,
      value,
      origin: places(line),
      overridden: [],
    }));
  });
  const own = localConf({
    header: new Map(),
    machine: machineOf(config, env),
    distro: distroOf(config, env),
    multiconfigs: multiconfigsOf(targetsOf(config, env, overrides)),
    buildSystem: config.buildSystem,
  });
  const key = OWN_VARIABLES.get(variable);
  return [
    ...chosen,
    ...(key === undefined ? [] : statementsSetting(own, variable)).map(({ text }) => ({
      ...explainer.explainValue([key!]),
      value: text,
      overridden: [],
    })),
  ];
}

/** The origin of each line of a chunk. */
function chunkPlaces(
  origin: Origin,
  text: string,
  read: (file: string) => string | undefined,
): (line: number) => Origin {
  const source = origin.kind === "file" ? read(origin.place.file) : undefined;
  if (origin.kind !== "file" || source === undefined) return () => origin;
  const places = linePlaces(source, origin.place, text);
  return (line) => ({ ...origin, place: places(line) });
}
