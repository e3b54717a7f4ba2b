// What kas needs does not grow with what programs print, nor with the files of a repository.
import assert from "node:assert/strict";
import { BINARY, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

/** The most memory that kas may take, in MB. */
const MOST = 90;

const PEAK = "sed -n 's/^VmHWM: *\\([0-9]*\\) kB/\\1/p' /proc/$PPID/status";

function peakOf(s: Scene): number {
  return Number(s.read("peak")) / 1024;
}

scene("memory: a build that prints 200 MB", async (s) => {
  const line = "NOTE: ".padEnd(99, "x");
  s.repo("work/proj", {
    ...BITBAKE_REPO,
    "bin/bitbake": `#!/bin/sh\nyes ${line} | head -c 200000000\n${PEAK} > ${s.path("peak")}\n`,
    "kas.yml": project("repos:\n  proj:\n    layers:\n      meta:\n"),
  });
  const run = await s.run(["sh", "-c", '"$0" build proj/kas.yml 2>&1 | wc -l', BINARY]);
  assert.ok(Number(run.stdout) > 2_000_000, run.stdout);
  assert.ok(peakOf(s) < MOST, `${peakOf(s)} MB`);
});

scene("memory: a line of 200 MB without an end is cut", async (s) => {
  s.repo("work/proj", {
    ...BITBAKE_REPO,
    "bin/bitbake": "#!/bin/sh\nhead -c 200000000 /dev/zero | tr '\\0' x\necho; echo after\n" +
      `${PEAK} > ${s.path("peak")}\n`,
    "kas.yml": project("repos:\n  proj:\n    layers:\n      meta:\n"),
  });
  const run = await s.kas(["build", "proj/kas.yml"]);
  assert.equal(run.code, 0, run.stderr.slice(0, 1000));
  assert.match(run.stderr, /x{65536} … \(line cut\)\n/);
  assert.match(run.stderr, /INFO {5}- after\n/);
  assert.ok(run.stderr.length < 100_000);
  assert.ok(peakOf(s) < MOST, `${peakOf(s)} MB`);
});

scene("memory: a repository with 100,000 changed files", async (s) => {
  const commit = s.repo("lib", BITBAKE_REPO);
  s.write("work/kas.yml", project(`repos:\n  lib: {url: ${s.path("lib")}, commit: ${commit}}\n`));
  assert.equal((await s.kas(["checkout", "kas.yml"])).code, 0);
  const blob = s.git("lib", "rev-parse", "HEAD:oe-init-build-env");
  const index = Array.from(
    { length: 100_000 },
    (_, i) => `100644 ${blob}\td${i % 100}/a_file_with_a_name_that_is_not_short_${i}.c\n`,
  );
  s.write("index", index.join(""));
  const add = await s.run(["sh", "-c", "git -C lib update-index --index-info < ../index"]);
  assert.equal(add.code, 0, add.stderr);
  const run = await s.kas(["shell", "-c", `${PEAK} > ${s.path("peak")}`, "kas.yml"]);
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /Repo lib is dirty - no checkout/);
  assert.ok(peakOf(s) < MOST, `${peakOf(s)} MB`);
});
