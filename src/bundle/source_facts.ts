/** What bitbake has told of the sources that a target needs. */
export interface SourceFacts {
  /** DL_DIR. */
  readonly directory: string | undefined;
  /** Files, seen from there. */
  readonly files: readonly string[];
  /** Revisions of recipes that follow branches: variable → revision. */
  readonly srcrevs: Readonly<Record<string, string>>;
  /** Files that no recipe has a checksum for. */
  readonly unchecked: readonly string[];
  readonly missing: readonly string[];
}

interface Fact {
  readonly kind: string;
  readonly pn: string;
  readonly downloads: string;
  readonly files: readonly string[];
  readonly url?: string;
  readonly checked?: boolean;
  readonly variable: string;
  readonly revision: string | null;
  readonly reason: string;
}

/** Reads what the class for bitbake has written (source_class.ts). */
export function readSourceFacts(text: string): SourceFacts {
  const lines = new Set(text.split("\n").filter((line) => line !== ""));
  const facts = [...lines].map((line): Fact => JSON.parse(line));
  const of = (kind: string) => facts.filter((fact) => fact.kind === kind);
  const sources = of("source");
  const branches = of("branch");
  return {
    directory: of("directory")[0]?.downloads,
    files: sortedSet(sources.flatMap(({ files }) => files)),
    srcrevs: Object.fromEntries(
      branches.filter(({ revision }) => revision)
        .map(({ variable, pn, revision }) => [pinVariable(variable, pn), revision!] as const)
        .sort(([a], [b]) => a < b ? -1 : 1),
    ),
    unchecked: sortedSet(
      sources.filter(({ checked }) => checked === false).map(({ pn, files, url }) =>
        `${files[0] ?? url} of recipe ${pn}`
      ),
    ),
    missing: sortedSet([
      ...of("unknown").map(({ pn, reason }) => `the revision of recipe ${pn}: ${reason}`),
      ...branches.filter(({ revision }) => !revision).map(({ pn }) =>
        `the revision of recipe ${pn}`
      ),
      ...sources.filter(({ files, url }) => url !== undefined && files.length === 0)
        .map(({ pn, url }) => `an archive of ${url} (recipe ${pn})`),
    ]),
  };
}

const sortedSet = (texts: readonly string[]) => [...new Set(texts)].sort();

/** What pins one recipe, whatever the variable was that it has its revision from. */
function pinVariable(variable: string, recipe: string): string {
  return variable.includes(":pn-") ? variable : `${variable}:pn-${recipe}`;
}
