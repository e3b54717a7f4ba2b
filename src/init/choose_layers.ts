import type { LayerFacts, RepoFacts } from "./facts.ts";
import type { KnownRepo } from "./known_repos.ts";
import type { Missing } from "./project.ts";

/** A layer in its repository, which lies there or is a known one. */
export interface ChosenLayer {
  readonly of: RepoFacts | KnownRepo;
  readonly path: string;
  /** What lies there of it. */
  readonly facts: LayerFacts | undefined;
}

/** The layers to build with. */
export interface Choice {
  readonly layers: readonly ChosenLayer[];
  readonly missing: readonly Missing[];
}

/** Layers of OpenEmbedded-Core for its own tests, and as an example. */
const NOT_FOR_BUILDS = ["selftest", "skeleton"];

export const isForBuilds = ({ collections }: LayerFacts) =>
  !collections.some((name) => NOT_FOR_BUILDS.includes(name));

/**
 * The project's own layers, what they need, and the layers of repositories that nothing needs:
 * they lie there for a reason.
 * @param base collections that are always in use
 * @param known where else collections are
 */
export function chooseLayers(
  repos: readonly RepoFacts[],
  base: readonly string[],
  known: readonly KnownRepo[],
): Choice {
  const choosing = new Choosing(repos, known);
  for (const collection of base) choosing.need(collection, "the build system");
  for (const repo of repos.filter(({ isOwn }) => isOwn)) choosing.takeAll(repo);
  for (const repo of repos) if (!choosing.uses(repo)) choosing.takeAll(repo);
  return { layers: [...choosing.layers.values()], missing: [...choosing.missing.values()] };
}

class Choosing {
  /** By repository and path. */
  readonly layers = new Map<string, ChosenLayer>();
  readonly missing = new Map<string, Missing>();
  readonly #providers = new Map<string, readonly [RepoFacts, LayerFacts]>();
  readonly #asked = new Set<string>();

  constructor(repos: readonly RepoFacts[], private readonly known: readonly KnownRepo[]) {
    for (const repo of repos) {
      for (const layer of repo.layers) {
        for (const collection of layer.collections) {
          if (!this.#providers.has(collection)) this.#providers.set(collection, [repo, layer]);
        }
      }
    }
  }

  uses(repo: RepoFacts): boolean {
    return [...this.layers.values()].some(({ of }) => of === repo);
  }

  takeAll(repo: RepoFacts): void {
    for (const layer of repo.layers.filter(isForBuilds)) this.#take(repo, layer);
  }

  need(collection: string, neededBy: string): void {
    if (this.#asked.has(collection)) return;
    this.#asked.add(collection);
    const there = this.#providers.get(collection);
    if (there) return this.#take(...there);
    const of = this.known.find(({ layers }) => Object.hasOwn(layers, collection));
    if (!of) return void this.missing.set(collection, { collection, neededBy });
    const { path, depends } = of.layers[collection]!;
    this.layers.set(`${of.id}\0${path}`, { of, path, facts: undefined });
    for (const other of depends) this.need(other, collection);
  }

  #take(of: RepoFacts, facts: LayerFacts): void {
    const key = `${of.path}\0${facts.path}`;
    if (this.layers.has(key)) return;
    this.layers.set(key, { of, path: facts.path, facts });
    for (const name of facts.depends) this.need(name, facts.collections[0] ?? facts.path);
  }
}
