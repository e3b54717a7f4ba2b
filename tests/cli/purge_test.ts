import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";

async function checkedOut(s: Scene): Promise<Record<string, string>> {
  const commit = s.repo("oe", BITBAKE_REPO);
  s.repo("work/proj", {
    "kas.yml": project(
      `repos:\n  proj:\n  oe:\n    url: ${
        s.path("oe")
      }\n    commit: ${commit}\n    layers:\n      meta:\n`,
    ),
  });
  const env = { KAS_REPO_REF_DIR: s.path("refs") };
  const run = await s.kas(["checkout", "proj/kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  s.write("work/.kas_shell_history", "ls\n");
  s.write("work/.config.yaml", project(""));
  s.write("work/mine.txt", "mine\n");
  return env;
}

scene("purge: all that kas manages, and nothing else", async (s) => {
  const env = await checkedOut(s);
  const dry = await s.kas(["purge", "--dry-run", "proj/kas.yml"], env);
  assert.equal(dry.code, 0, dry.stderr);
  assert.ok(s.exists("work/oe") && s.exists("work/build/conf") && s.exists("work/.config.yaml"));
  const told = (text: string) => text.split("\n").filter((line) => line.includes("Removing "));
  const run = await s.kas(["purge", "proj/kas.yml"], env);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(told(run.stderr), told(dry.stderr), "the dry run tells what is done");
  const left = [...Deno.readDirSync(s.work)].map((entry) => entry.name).sort();
  assert.deepEqual(left, ["mine.txt", "proj"]);
  assert.ok(s.exists("work/proj/kas.yml"));
  assert.deepEqual([...Deno.readDirSync(s.path("refs"))], []);
});

scene(
  "purge: reference repositories can stay; a build directory elsewhere is only emptied",
  async (s) => {
    const env = await checkedOut(s);
    s.write("elsewhere/conf/local.conf", "");
    s.write("elsewhere/file", "x");
    const run = await s.kas(["purge", "--preserve-repo-refs", "proj/kas.yml"], {
      ...env,
      KAS_BUILD_DIR: s.path("elsewhere"),
    });
    assert.equal(run.code, 0, run.stderr);
    assert.equal([...Deno.readDirSync(s.path("refs"))].length, 1);
    assert.deepEqual([...Deno.readDirSync(s.path("elsewhere"))], []);
    assert.ok(s.exists("work/build"));
  },
);

scene(
  "purge: refuses without a project file, and where it would take the user's own",
  async (s) => {
    assertUserError(await s.kas(["purge"]), /Purge requires a config file to locate managed repos/);
    const commit = s.repo("oe", BITBAKE_REPO);
    s.write(
      "work/kas.yml",
      project(`repos:\n  oe:\n    url: ${s.path("oe")}\n    path: ..\n    commit: ${commit}\n`),
    );
    assertUserError(await s.kas(["purge", "kas.yml"]), /not removing .*: .* is precious/);
    assert.ok(s.exists("work/kas.yml"));
  },
);
