// No project file is named, and there is no .config.yaml: what may be meant is offered.
import assert from "node:assert/strict";
import { assertUserError, BITBAKE_REPO, project, type Scene, scene } from "./harness.ts";
import { DOCKER, fakes, launch } from "./launcher.ts";

/** The offer at the end of the error. */
async function offer(scene: Scene, ...args: string[]): Promise<string> {
  const outcome = await scene.kas(args);
  assertUserError(outcome, `${scene.work}/.config.yaml`);
  return outcome.stderr.trimEnd().split("; ").at(-1)!;
}

scene("the file that is there is offered in the line that was called, and not taken", async (s) => {
  assert.equal(await offer(s, "build"), 'write a first one with "kas init"');
  for (const name of ["kas-project.yml", "kas.yaml", "kas.yml"]) {
    s.write(`work/${name}`, project(""));
    assert.equal(await offer(s, "build"), `${name} is here: kas build ${name}`);
  }
  assert.equal(
    await offer(s, "-l", "debug", "build", "--target", "a b", "--update"),
    "kas.yml is here: kas -l debug build --target 'a b' --update kas.yml",
  );
  assert.equal(
    await offer(s, "for-all-repos", "--update", "git status"),
    "kas.yml is here: kas for-all-repos --update kas.yml 'git status'",
  );
  assert.equal(
    await offer(s, "for-all-repos", "--", "-v"),
    "kas.yml is here: kas for-all-repos kas.yml -- -v",
  );
  assert.equal(await offer(s, "exec", "--", "true"), "kas.yml is here: kas exec kas.yml -- true");
  assert.equal(
    await offer(s, "bundle", "create", "-o", "x.tar"),
    "kas.yml is here: kas bundle create kas.yml -o x.tar",
  );
  assert.equal(await offer(s, "purge", "--force"), "kas.yml is here: kas purge --force kas.yml");
  assert.ok(!s.exists("work/build"));
});

scene("below a project, its directory is told", async (s) => {
  s.write("work/.config.yaml", project(""));
  Deno.mkdirSync(s.path("work/a b/c"), { recursive: true });
  const deep = Object.assign(Object.create(s), { work: s.path("work/a b/c") }) as Scene;
  assert.equal(
    await offer(deep, "dump"),
    `a project is in ${s.work}: cd ${s.work} && kas dump .config.yaml`,
  );
  s.write("work/a b/kas.yml", project(""));
  assert.equal(
    await offer(deep, "dump"),
    `a project is in ${s.work}/a b: cd '${s.work}/a b' && kas dump kas.yml`,
  );
});

scene("what is offered works", async (s) => {
  s.repo("oe", BITBAKE_REPO);
  s.write("work/kas.yml", project(`repos:\n  oe: {url: ${s.path("oe")}, branch: main}\n`));
  const line = (await offer(s, "build", "--target", "it")).split(" is here: ")[1]!;
  const outcome = await s.kas(line.split(" ").slice(1));
  assert.equal(outcome.code, 0, outcome.stderr);
  assert.match(outcome.stderr, /bitbake: -c build it/);
});

scene("kas-container offers its own line, before an engine starts", async (s) => {
  fakes(s, { docker: DOCKER("seccomp") });
  assert.equal((await launch(s, ["build"])).words[0], "docker");
  s.write("work/kas.yml", project(""));
  const outcome = await launch(s, ["--isar-rootless", "build", "--target", "x", "--", "-k"]);
  assert.equal(outcome.code, 1);
  assert.equal(outcome.stdout, "");
  assert.match(
    outcome.stderr,
    /; kas\.yml is here: kas-container --isar-rootless build --target x kas\.yml -- -k$/m,
  );
  const all = await launch(s, ["for-all-repos", "git status"]);
  assert.match(all.stderr, /: kas-container for-all-repos kas\.yml 'git status'$/m);
  for (const args of [["clean"], ["menu"], ["build", "kas.yml"]]) {
    assert.equal((await launch(s, args)).words[0], "docker", args.join(" "));
  }
});
