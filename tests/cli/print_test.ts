// kas-container --print: nothing is started or written, and what is printed is the same launch.
import assert from "node:assert/strict";
import { project, type Scene, scene } from "./harness.ts";
import { DOCKER, fakes, launch, PODMAN, SUDO } from "./launcher.ts";

const FORMS = ["command", "compose", "kubernetes"];

/** A project with credentials of all kinds; every secret is `geheim`. */
function withSecrets(scene: Scene): { args: string[]; env: Record<string, string> } {
  scene.write("work/kas.yml", project(""));
  scene.write("ssh/id", "geheim");
  const files = { NETRC_FILE: "netrc", NPMRC_FILE: "npmrc", GITCONFIG_FILE: "gitconfig" };
  const env: Record<string, string> = {
    https_proxy: "http://me:geheim@proxy",
    SSTATE_MIRRORS: "https://mirror/x?token=geheimgeheim",
    GIT_CREDENTIAL_HELPER: "!echo password=geheim",
    AWS_WEB_IDENTITY_TOKEN_FILE: scene.path("token"),
    CI_JOB_TOKEN: "geheim",
    SSH_PRIVATE_KEY: "geheim",
    DL_DIR: scene.path("dl"),
  };
  for (const [name, file] of Object.entries(files)) env[name] = scene.path(file);
  for (const file of [...Object.values(files), "token", "store"]) scene.write(file, "geheim");
  const args = ["--ssh-dir", scene.path("ssh"), "--git-credential-store", scene.path("store")];
  return { args: [...args, "build", "kas.yml"], env };
}

scene("no secret is in what is printed, and nothing is started or written", async (scene) => {
  fakes(scene, {
    docker: `#!/bin/sh\n[ "$1" = run ] && echo run >>${scene.path("started")}\n` +
      DOCKER("default").split("\n").slice(1).join("\n"),
  });
  const { args, env } = withSecrets(scene);
  for (const form of FORMS) {
    const { code, stdout, stderr } = await launch(scene, ["--print", form, ...args], {
      ...env,
      KAS_VERBOSE: "1",
    });
    assert.equal(code, 0, stderr);
    assert.doesNotMatch(stdout + stderr, /geheim/, form);
    assert.match(stdout, /https_proxy/, form);
    assert.equal(stderr, "", form);
  }
  assert.ok(!scene.exists("started") && !scene.exists("dl"));
});

scene("the printed command starts what kas-container starts", async (scene) => {
  fakes(scene, { podman: PODMAN("5.0.0"), sudo: SUDO });
  scene.write("work/it's $HOME/kas.yml", project(""));
  const env = { KAS_CONTAINER_ENGINE: "podman", DL_DIR: scene.path("d l") };
  const file = "it's $HOME/kas.yml";
  for (
    const args of [
      ["build", file, "--", "a\tb", "*"],
      ["--isar-rootless", "for-all-repos", file, "echo $(id); `x`"],
      ["--isar-privileged", "clean"],
    ]
  ) {
    const { stdout } = await launch(scene, ["--print", "command", ...args], env);
    assert.equal(stdout.trimEnd().split("\n").length, 1);
    const path = { PATH: `${scene.path("bin")}:/usr/bin:/bin` };
    const typed = await scene.run(["sh", "-c", `${stdout}echo "status $?"`], path);
    assert.ok(scene.exists("d l"));
    const direct = await launch(scene, args, env);
    assert.equal(typed.stdout, `${direct.stdout}status 0\n`);
  }
});

scene("a Job needs no engine and no leave for root, and is always the same", async (scene) => {
  const { args, env } = withSecrets(scene);
  const clusterless = { ...env, PATH: "/usr/bin:/bin", KAS_ALLOW_ROOT: "" };
  const print = () =>
    launch(scene, ["--isar-rootless", "--print", "kubernetes", ...args], clusterless);
  const [one, two] = [await print(), await print()];
  assert.equal(one.code, 0, one.stderr);
  assert.equal(one.stdout, two.stdout);
  assert.match(one.stdout, /^apiVersion: batch\/v1\nkind: Job$/m);
});

scene("docs/kubernetes.md shows what is printed", async (scene) => {
  const document = new URL("../../docs/kubernetes.md", import.meta.url).pathname;
  const [, shown] = /^```yaml\n([^]*?)^```$/m.exec(Deno.readTextFileSync(document))!;
  scene.write("work/kas.yml", project(""));
  const ssh = scene.path("ssh");
  Deno.mkdirSync(ssh);
  const env = { DL_DIR: scene.path("dl"), https_proxy: "http://me:geheim@proxy" };
  const args = ["--print", "kubernetes", "--ssh-dir", ssh, "build", "kas.yml"];
  const { stdout } = await launch(scene, args, env);
  assert.equal(stdout.replaceAll(ssh, "/home/me/.ssh").slice(0, shown!.length), shown);
});

scene("what cannot be printed says why", async (scene) => {
  fakes(scene, { docker: DOCKER("default") });
  const cases: [string[], RegExp][] = [
    [["--print", "kubernetes", "shell"], /a shell to type into cannot be printed for kubernetes/],
    [["--print", "jobs", "build"], /--print: invalid choice: 'jobs'/],
    [["--print", "compose", "-n", "build"], /-n and --print exclude each other/],
    [["--print", "kubernetes", "--k8s-name", "My Job", "build"], /"My Job" is no name/],
    [["--print", "kubernetes", "--k8s-claim", "dl=x", "build"], /no volume \/dl; known are: repo,/],
  ];
  for (const [args, message] of cases) {
    const { code, stdout, stderr } = await launch(scene, args);
    assert.equal(code, 1, args.join(" "));
    assert.equal(stdout, "");
    assert.match(stderr, message);
    assert.match(stderr, /^kas-container: Error: /);
  }
});
