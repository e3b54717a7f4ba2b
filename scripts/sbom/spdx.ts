/** A library that is bundled into the program. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** An SPDX licence expression. */
  readonly license: string;
  /** As npm writes it: `sha512-` and base64. */
  readonly integrity: string;
}

/** What a release is made of. */
export interface ReleaseFacts {
  readonly version: string;
  readonly license: string;
  readonly created: Date;
  /** File name → SHA-256 in hexadecimal. */
  readonly binaries: ReadonlyMap<string, string>;
  /** Version of Deno, whose runtime is the larger part of the program. */
  readonly runtime: string;
  readonly libraries: readonly Library[];
}

/** What is inside the programs of a release, as SPDX 2.3 (https://spdx.github.io/spdx-spec/v2.3). */
export function spdxDocument(facts: ReleaseFacts) {
  const { version, binaries, runtime } = facts;
  const programs = [...binaries].map(([file, sha256]) => ({
    ...described(file, "kas", version, facts.license, "APPLICATION"),
    packageFileName: file,
    downloadLocation: "NOASSERTION",
    checksums: [{ algorithm: "SHA256", checksumValue: sha256 }],
  }));
  const parts = [
    {
      ...described("deno", "deno", runtime, "MIT", "FRAMEWORK"),
      downloadLocation: `https://github.com/denoland/deno/releases/tag/v${runtime}`,
      comment: "The runtime (denort), with V8 and its other libraries in it.",
      externalRefs: [purl(`pkg:github/denoland/deno@v${runtime}`)],
    },
    ...facts.libraries.map(({ name, version, license, integrity }) => ({
      ...described(`npm-${name}`, name, version, license, "LIBRARY"),
      downloadLocation: `https://registry.npmjs.org/${name}/-/${
        name.split("/").at(-1)
      }-${version}.tgz`,
      checksums: [{ algorithm: "SHA512", checksumValue: hexDigest(integrity) }],
      externalRefs: [purl(`pkg:npm/${name.replace("@", "%40")}@${version}`)],
    })),
  ];
  return {
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: DOCUMENT,
    name: `kas-${version}`,
    // Two documents have one namespace only if they tell of the same bytes.
    documentNamespace: `https://spdx.org/spdxdocs/kas-${version}-${
      [...binaries.values()].join("-")
    }`,
    creationInfo: {
      created: facts.created.toISOString().replace(/\.\d+Z$/, "Z"),
      creators: ["Organization: kas as one binary", "Tool: scripts/release"],
    },
    packages: [...programs, ...parts],
    relationships: programs.flatMap(({ SPDXID }) => [
      related(DOCUMENT, "DESCRIBES", SPDXID),
      ...parts.map((part) => related(SPDXID, "CONTAINS", part.SPDXID)),
    ]),
  };
}

const DOCUMENT = "SPDXRef-DOCUMENT";

const described = (
  id: string,
  name: string,
  version: string,
  license: string,
  purpose: string,
) => ({
  SPDXID: `SPDXRef-${id.replace(/[^A-Za-z0-9.-]+/g, "-")}`,
  name,
  versionInfo: version,
  primaryPackagePurpose: purpose,
  filesAnalyzed: false,
  licenseConcluded: license,
  licenseDeclared: license,
  copyrightText: "NOASSERTION",
});

const purl = (locator: string) => ({
  referenceCategory: "PACKAGE-MANAGER",
  referenceType: "purl",
  referenceLocator: locator,
});

const related = (from: string, relationshipType: string, to: string) => ({
  spdxElementId: from,
  relationshipType,
  relatedSpdxElement: to,
});

function hexDigest(integrity: string): string {
  const bytes = atob(integrity.replace(/^sha512-/, ""));
  return [...bytes].map((byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
