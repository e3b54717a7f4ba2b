import assert from "node:assert/strict";
import { BINARY, scene } from "./harness.ts";

scene("idmap prints what would be written for given maps", async (scene) => {
  scene.write(
    "uid_map",
    "         0          1       1000\n      1000          0          1\n      1001       1001      64536\n",
  );
  scene.write("gid_map", "0 0 4294967295\n");
  const { stdout, code } = await scene.kas([
    "entrypoint",
    "idmap",
    "--uid-map",
    scene.path("uid_map"),
    "--gid-map",
    scene.path("gid_map"),
    "--user",
    "builder",
    "--uid",
    "1000",
    "--gid",
    "1000",
    "--subgid",
    "524288:65536",
  ]);
  assert.equal(code, 0);
  assert.equal(stdout, "builder:1001:64536\nbuilder:1:999\n\nbuilder:524288:65536\n");
  scene.write("uid_map", "0 1000 1\n");
  const none = await scene.kas([
    "entrypoint",
    "idmap",
    "--uid-map",
    scene.path("uid_map"),
    "--uid",
    "1000",
  ]);
  assert.equal(none.code, 1);
  assert.match(none.stderr, /^container-entrypoint: no subordinate uids .*usermod --add-subuids/);
});

scene("the program answers to its names", async (scene) => {
  for (const name of ["kas-container", "container-entrypoint"]) {
    Deno.symlinkSync(BINARY, scene.path(name));
  }
  const launcher = await scene.run([scene.path("kas-container"), "--version"]);
  assert.equal(launcher.stdout, "kas-container 5.5\n");
  const plan = await scene.run([scene.path("container-entrypoint"), "--print-plan", "true"]);
  assert.equal(plan.stdout, "exec true\n");
  const pid = await scene.run([
    "sh",
    "-c",
    `'${scene.path("container-entrypoint")}' sh -c 'echo $$' & echo $!; wait`,
  ]);
  const [started, became] = pid.stdout.trim().split("\n");
  assert.equal(became, started);
});

scene(
  "the program handed over to has SIGPIPE's default, the status and the limit of files",
  async (scene) => {
    const outcome = await scene.run([
      "sh",
      "-c",
      `ulimit -S -n 300; '${BINARY}' entrypoint sh -c 'grep SigIgn /proc/self/status; ulimit -S -n; exit 9'; exit $?`,
    ]);
    assert.equal(outcome.code, 9);
    const ignored = BigInt(`0x${/SigIgn:\s+([0-9a-f]+)/.exec(outcome.stdout)![1]}`);
    assert.equal((ignored >> 12n) & 1n, 0n);
    assert.match(outcome.stdout, /^300$/m);
  },
);

scene("kas-container gets kas's commands only", async (scene) => {
  const outcome = await scene.kas(["entrypoint", "rm", "-rf"], { USER_ID: "1000" });
  assert.equal(outcome.code, 1);
  assert.equal(outcome.stderr, 'kas-container: this container does not support "kas rm"\n');
});

scene("ids of root, or of nobody, start nothing", async (scene) => {
  for (const id of ["", "0", "00", "0x0", " 0", "+0", "-1", "4294967295", "4294967296", "1e9"]) {
    for (const env of [{ USER_ID: id, GROUP_ID: "1000" }, { USER_ID: "1000", GROUP_ID: id }]) {
      const outcome = await scene.kas(["entrypoint", "--version"], env);
      const variable = env.USER_ID === id ? "USER_ID" : "GROUP_ID";
      assert.equal(outcome.code, 1, JSON.stringify(env));
      assert.equal(outcome.stdout, "");
      assert.ok(
        outcome.stderr.startsWith(`container-entrypoint: ${variable} must be a number from 1 to`),
        outcome.stderr,
      );
    }
  }
});
