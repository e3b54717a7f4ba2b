import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

const BITBAKE = '#!/bin/sh\nmkdir -p tmp/deploy\nprintf "image" > tmp/deploy/image-1.wic\n' +
  'printf "other" > tmp/deploy/image-2.wic\n';
const FILE = "work/build/attestation/kas-build.provenance.json";

function configure(s: Scene, artifacts: string): string {
  const commit = s.repo("oe", { ...BITBAKE_REPO, "bin/bitbake": BITBAKE });
  s.repo("work/proj", { "README": "x" });
  s.git(
    "work/proj",
    "remote",
    "add",
    "origin",
    "https://me:geheim@example.com/p.git?private_token=geheim2",
  );
  s.write(
    "work/proj/kas.yml",
    project(
      "repos:\n  proj:\n  oe:\n" +
        `    url: file://${s.path("oe")}\n    commit: ${commit}\n    layers:\n      meta:\n` +
        "env:\n  API_TOKEN: geheim3\n  MIRROR: https://u:geheim4@example.com/\n  PLAIN: value\n" +
        `artifacts:\n${artifacts}`,
    ),
  );
  return commit;
}

scene("provenance: an in-toto statement with SLSA provenance; no credentials in it", async (s) => {
  const commit = configure(s, '  image: "tmp/**/*.wic"\n  first: tmp/deploy/image-[1].wic\n');
  const run = await s.kas([
    "build",
    "--provenance",
    "mode=max",
    "-c",
    "image",
    "--target",
    "a",
    "proj/kas.yml",
    "--",
    "-k",
  ], {
    CI_JOB_URL: "https://x:geheim5@ci.example.com/job/1",
  });
  assert.equal(run.code, 0, run.stderr);
  const text = s.read(FILE);
  const statement = JSON.parse(text);
  assert.doesNotMatch(text, /geheim/);
  assert.equal(statement._type, "https://in-toto.io/Statement/v1");
  assert.equal(statement.predicateType, "https://slsa.dev/provenance/v1");
  const sha256 = createHash("sha256").update("image").digest("hex");
  assert.deepEqual(statement.subject.map((subject: { name: string }) => subject.name), [
    "image-1.wic",
    "image-2.wic",
    "image-1.wic",
  ]);
  assert.deepEqual(statement.subject[0].digest, { sha256 });
  const { buildDefinition, runDetails } = statement.predicate;
  assert.deepEqual(buildDefinition.externalParameters, {
    command: "build",
    config: ["proj/kas.yml"],
    target: ["a"],
    task: "image",
    extra_bitbake_args: ["-k"],
  });
  assert.deepEqual(buildDefinition.internalParameters.env, {
    API_TOKEN: "***",
    MIRROR: "https://u:***@example.com/",
    PLAIN: "value",
  });
  const [proj, oe, file] = buildDefinition.resolvedDependencies;
  assert.equal(proj.uri, "git+https://example.com/p.git");
  assert.equal(proj.annotations.dirty, true);
  assert.deepEqual(proj.digest, { gitCommit: s.git("work/proj", "rev-parse", "HEAD") });
  assert.deepEqual(oe, {
    name: "oe",
    uri: `git+file://${s.path("oe")}`,
    digest: { gitCommit: commit },
    annotations: { dirty: false, layers: ["meta"] },
  });
  // The project file is not committed: its content is in the attestation.
  assert.equal(file.name, "proj/kas.yml");
  assert.equal(file.mediaType, "application/vnd.kas+yaml");
  assert.match(atob(file.content), /build|repos:/);
  assert.ok(!atob(file.content).includes("geheim4"));
  for (const key of ["startedOn", "finishedOn"]) {
    assert.match(runDetails.metadata[key], /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  }
  assert.equal(runDetails.metadata.invocationId, "https://ci.example.com/job/1");
  assert.equal(runDetails.builder.version["distro.name"].length > 0, true);

  s.git("work/proj", "add", "-A");
  s.git("work/proj", "commit", "-q", "-m", "kas.yml");
  const min = await s.kas(["build", "--provenance", "true", "proj/kas.yml"]);
  assert.equal(min.code, 0, min.stderr);
  const { predicate } = JSON.parse(s.read(FILE));
  const local = predicate.buildDefinition.resolvedDependencies[0];
  assert.equal(local.annotations.dirty, false);
  assert.deepEqual(predicate.buildDefinition.internalParameters, {});
  assert.equal(predicate.buildDefinition.externalParameters.target, null);
  assert.equal(predicate.buildDefinition.resolvedDependencies.length, 2);
});

scene("provenance: a missing artifact is an error, an old one is warned about", async (s) => {
  configure(s, "  image: tmp/deploy/*.iso\n");
  assertUserError(
    await s.kas(["build", "--provenance", "true", "proj/kas.yml"]),
    /kas\.yml:\d+:\d+: No artifact found for image:"tmp\/deploy\/\*\.iso"/,
  );
  s.write("work/build/tmp/deploy/old.iso", "x");
  const old = new Date("2020-01-01");
  Deno.utimeSync(s.path("work/build/tmp/deploy/old.iso"), old, old);
  const run = await s.kas(["build", "--provenance", "true", "proj/kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /Artifact image:old\.iso mtime 2020-01-01.* not in build range/);
});
