import assert, { deepStrictEqual as equal } from "node:assert/strict";
import { spdxDocument } from "../../../scripts/sbom/spdx.ts";

const DOCUMENT = spdxDocument({
  version: "1.0",
  license: "MIT",
  created: new Date(Date.UTC(2026, 0, 31, 12)),
  binaries: new Map([["kas-x86_64", "aa"], ["kas-aarch64", "bb"]]),
  runtime: "2.9.6",
  libraries: [
    { name: "yaml", version: "2.8.1", license: "ISC", integrity: "sha512-AQL/" },
    { name: "@scope/part", version: "1.2.3", license: "MIT", integrity: "sha512-AA==" },
  ],
});

Deno.test("the list keeps SPDX's rules: ids, times, namespace, a licence and an origin for each", () => {
  const ids = DOCUMENT.packages.map((item) => item.SPDXID);
  equal(new Set(ids).size, ids.length);
  for (const id of ids) assert.match(id, /^SPDXRef-[A-Za-z0-9.-]+$/);
  equal(DOCUMENT.creationInfo.created, "2026-01-31T12:00:00Z");
  equal(DOCUMENT.documentNamespace, "https://spdx.org/spdxdocs/kas-1.0-aa-bb");
  for (const { licenseDeclared, downloadLocation, filesAnalyzed } of DOCUMENT.packages) {
    assert.match(licenseDeclared, /^(MIT|ISC)$/);
    assert.match(downloadLocation, /^(https:\/\/|NOASSERTION$)/);
    equal(filesAnalyzed, false);
  }
});

Deno.test("libraries have npm's address, package URL and digest", () => {
  const part = DOCUMENT.packages.find((item) => item.name === "@scope/part")!;
  assert("checksums" in part && "externalRefs" in part);
  equal(part.SPDXID, "SPDXRef-npm--scope-part");
  equal(part.downloadLocation, "https://registry.npmjs.org/@scope/part/-/part-1.2.3.tgz");
  equal(part.externalRefs[0]!.referenceLocator, "pkg:npm/%40scope/part@1.2.3");
  const yaml = DOCUMENT.packages.find((item) => item.name === "yaml")!;
  assert("checksums" in yaml);
  equal(yaml.checksums, [{ algorithm: "SHA512", checksumValue: "0102ff" }]);
});

Deno.test("the document describes each program, and each contains runtime and libraries", () => {
  const relations = DOCUMENT.relationships.map((item) =>
    `${item.spdxElementId} ${item.relationshipType} ${item.relatedSpdxElement}`
  );
  equal(relations.slice(0, 4), [
    "SPDXRef-DOCUMENT DESCRIBES SPDXRef-kas-x86-64",
    "SPDXRef-kas-x86-64 CONTAINS SPDXRef-deno",
    "SPDXRef-kas-x86-64 CONTAINS SPDXRef-npm-yaml",
    "SPDXRef-kas-x86-64 CONTAINS SPDXRef-npm--scope-part",
  ]);
  equal(relations.length, 8);
});
