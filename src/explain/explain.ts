import type { KeyPath } from "../base/problem.ts";
import { assignmentsOf, IncludeChains, topFiles } from "../config/provenance.ts";
import { type Value, valueAt, type ValueMap } from "../config/value.ts";
import { candidateUrls } from "../repo/url.ts";
import { effectiveRoot, keysOf } from "./effective.ts";
import { keyNotThere } from "./errors.ts";
import type { ExplainFacts, Explanation, Origin, Sourced } from "./explanation.ts";
import { findKey, leavesOf } from "./find_key.ts";
import { outsideValues } from "./outside_values.ts";

/** Explains keys of one configuration. */
export class Explainer {
  readonly #root: ValueMap;
  readonly #replaced: ReadonlySet<string>;
  readonly #chains: IncludeChains;

  constructor(private readonly facts: ExplainFacts) {
    const { config, local, topPaths } = facts;
    this.#replaced = new Set(local.keys());
    this.#root = effectiveRoot(config, this.#replaced);
    this.#chains = new IncludeChains(topFiles(config.files, topPaths));
  }

  /** The values at and below a key such as `repos.poky`. @throws UserError if there is none */
  explain(text: string): Explanation[] {
    const key = findKey(this.#root, text);
    if (!key) throw keyNotThere(this.#root, text);
    return leavesOf(this.#root, key).map((leaf) => this.explainValue(leaf));
  }

  /** All values, in their order. */
  explainAll(): Explanation[] {
    return leavesOf(this.#root, []).map((leaf) => this.explainValue(leaf));
  }

  /** One value of the configuration. @param key it has a value */
  explainValue(key: KeyPath): Explanation {
    const values = [...this.#filed(key), ...outsideValues(this.facts, key)];
    const last = values.pop();
    const { value, origin } = last ??
      { value: valueAt(this.#root, key)!, origin: { kind: "default" } as const };
    return {
      key,
      value,
      origin,
      chain: origin.kind === "file" ? this.#chains.to(origin.file) : [],
      overridden: othersOf(values, origin),
      mirrors: this.#mirrors(key, value),
    };
  }

  /** What files say, the weakest first. */
  #filed(key: KeyPath): Sourced[] {
    const { config } = this.facts;
    const found = keysOf(config, key, this.#replaced)
      .flatMap((one) => assignmentsOf(config.files, one))
      .toSorted((a, b) => Number(b.takenBack) - Number(a.takenBack))
      .map(({ file, key: at, value, place }) => {
        const repo = this.#chains.to(file).at(-1)!.repo;
        return { value, origin: { kind: "file" as const, place, key: at, file, repo } };
      });
    // The file that needs the newest kas has the word, not the last one.
    const isVersion = key.length === 2 && key[0] === "header" && key[1] === "version";
    return isVersion ? found.toSorted((a, b) => Number(a.value) - Number(b.value)) : found;
  }

  #mirrors([first, , name, ...below]: KeyPath, value: Value): string[] {
    const isUrl = first === "repos" && name === "url" && below.length === 0;
    if (!isUrl || typeof value !== "string") return [];
    return candidateUrls(value, this.facts.premirrors).slice(0, -1);
  }
}

/** Values that lost, the last first, each place once: a file may be included often. */
function othersOf(values: readonly Sourced[], winner: Origin): Sourced[] {
  const seen = new Set([placeOf(winner)]);
  return values.toReversed().filter(({ origin }) => {
    const place = placeOf(origin);
    const isNew = !seen.has(place);
    seen.add(place);
    return isNew;
  });
}

const placeOf = (origin: Origin) =>
  origin.kind === "file"
    ? `${origin.place.file}:${origin.place.line}:${origin.place.column}`
    : origin.kind;
