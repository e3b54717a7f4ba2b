import { join } from "node:path";
import { redactSecrets, withoutCredentials, withoutSecrets } from "../base/credentials.ts";
import { type Plan, plan } from "../base/plan.ts";
import { COMPATIBLE_KAS } from "../base/version.ts";
import type { Value } from "../config/value.ts";
import { writeJson } from "../config/write_json.ts";

/** A repository that went into the build. */
export interface AttestedRepo {
  readonly name: string;
  readonly type: "git" | "hg";
  /** The path of the directory, where one of the user's stands in for a repository. */
  readonly url: string;
  /** Undefined for such a directory outside version control. */
  readonly commit: string | undefined;
  readonly dirty: boolean;
  readonly replaced: boolean;
  /** Layer directories, seen from the repository's root; "." is the root. */
  readonly layers: readonly string[];
}

/** A configuration file that no repository tracks: its content goes into the attestation. */
export interface AttestedFile {
  readonly name: string;
  readonly base64: string;
}

/** What the attestation tells of a build. */
export interface BuildFacts {
  readonly started: Date;
  readonly finished: Date;
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
  readonly repos: readonly AttestedRepo[];
  readonly configFiles: readonly string[];
  readonly untracked: readonly AttestedFile[];
  readonly targets: readonly string[] | undefined;
  readonly task: string | undefined;
  readonly bitbakeArgs: readonly string[];
  /** The `env` of the configuration with the caller's values; undefined in mode=min. */
  readonly env: ReadonlyMap<string, string | null> | undefined;
  readonly distro: { readonly id: string; readonly version: string };
  /** URL of the CI job, empty elsewhere. */
  readonly invocation: string;
}

/** Writes the statement to attestation/ in the build directory. */
export function attestationPlan(buildDir: string, facts: BuildFacts): Plan {
  const directory = join(buildDir, "attestation");
  const text = `${writeJson(provenance(facts), { indent: 4, sortKeys: false })}\n`;
  return plan(
    { kind: "make_directory", path: directory },
    { kind: "write_file", path: join(directory, "kas-build.provenance.json"), text },
  );
}

const object = (entries: Readonly<Record<string, Value>>): Value =>
  new Map(Object.entries(entries));

/**
 * The build as an in-toto statement with a SLSA provenance predicate
 * (https://in-toto.io/Statement/v1, https://slsa.dev/provenance/v1).
 */
export function provenance(facts: BuildFacts): Value {
  const definition = object({
    buildType:
      `https://kas.readthedocs.io/en/${COMPATIBLE_KAS}/userguide/project-configuration.html`,
    externalParameters: object({
      command: "build",
      config: [...facts.configFiles],
      target: facts.targets ? [...facts.targets] : null,
      task: facts.task ?? null,
      extra_bitbake_args: facts.bitbakeArgs.map(redactSecrets),
    }),
    internalParameters: facts.env ? object({ env: withoutSecrets(facts.env) }) : object({}),
    resolvedDependencies: [
      ...facts.repos.map(dependency),
      ...facts.untracked.map(configDependency),
    ],
  });
  const details = object({
    builder: object({
      id: "https://github.com/siemens/kas",
      version: object({
        kas: COMPATIBLE_KAS,
        "distro.name": facts.distro.id,
        "distro.version": facts.distro.version,
      }),
    }),
    metadata: object({
      invocationId: withoutCredentials(facts.invocation),
      startedOn: timestamp(facts.started),
      finishedOn: timestamp(facts.finished),
    }),
    byproducts: [],
  });
  return object({
    _type: "https://in-toto.io/Statement/v1",
    subject: facts.artifacts.map(({ name, sha256 }) =>
      object({ name, digest: object({ sha256 }) })
    ),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: object({ buildDefinition: definition, runDetails: details }),
  });
}

function dependency({ name, type, url, commit, dirty, layers, replaced }: AttestedRepo): Value {
  const uri = withProtocol(withoutCredentials(url));
  return object({
    name,
    ...commit === undefined
      ? { uri }
      : { uri: `${type}+${uri}`, digest: object({ [`${type}Commit`]: commit }) },
    annotations: object({ dirty, layers: [...layers], ...replaced ? { local: true } : {} }),
  });
}

function configDependency({ name, base64 }: AttestedFile): Value {
  const format = name.endsWith(".json") ? "json" : "yaml";
  return object({ name, content: base64, mediaType: `application/vnd.kas+${format}` });
}

/** RFC 3339, UTC, with microseconds as kas writes them. */
const timestamp = (date: Date) => date.toISOString().replace(/(\.\d{3})Z$/, "$1000Z");

/** A URL with a scheme: git's short form for ssh, and paths, have none. */
function withProtocol(url: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return url;
  if (url.startsWith("/")) return `file://${url}`;
  return /^[^/]+:/.test(url) ? `ssh://${url}` : url;
}
