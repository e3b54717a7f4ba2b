import assert from "node:assert/strict";
import { environmentWords, rootEnvironment } from "../../../src/entrypoint/root_environment.ts";
import { keptGroups, targetUser } from "../../../src/entrypoint/target_user.ts";

const BUILDER = { name: "builder", uid: 30000, gid: 30000, home: "/builder" };
const target = (env: Record<string, string>, builder = BUILDER) =>
  targetUser({ env, uid: 0, gid: 0 }, builder);

Deno.test("ids that are root's, or none at all, are refused in every spelling", () => {
  const refused = [
    ...["", " ", "0", "00", "0x0", "0x3e8", " 0", "0 ", "+0", "-0", "-1", "+1", "1e3", "1.0"],
    ...["4294967295", "4294967296", "8589934592", "18446744073709551616", "9".repeat(400)],
    ...["٣", "1\n", "root", "1000:0", "NaN", "Infinity"],
  ];
  for (const id of refused) {
    assert.throws(
      () => target({ USER_ID: id, GROUP_ID: "1000" }),
      /^UserError: USER_ID must be/,
      id,
    );
    assert.throws(
      () => target({ USER_ID: "1000", GROUP_ID: id }),
      /^UserError: GROUP_ID must be/,
      id,
    );
  }
  const facts = { env: { USER_ID: "1", GROUP_ID: "1" }, uid: 0, gid: 0 };
  assert.throws(() => targetUser(facts, undefined), /no user builder/);
});

Deno.test("who goes on: the ids asked for, builder's own group, or who is there already", () => {
  const goesOn = (env: Record<string, string>) => {
    const { uid, gid, switched } = target(env);
    return `${uid}:${gid}${switched ? "" : " as it is"}`;
  };
  assert.equal(goesOn({ USER_ID: "1000", GROUP_ID: "100" }), "1000:100");
  assert.equal(goesOn({ USER_ID: "4294967294", GROUP_ID: "1" }), "4294967294:1");
  assert.equal(goesOn({ USER_ID: "01000", GROUP_ID: "0100" }), "1000:100");
  assert.equal(goesOn({ USER_ID: "1000" }), "1000:30000");
  assert.throws(() => target({ USER_ID: "1000" }, { ...BUILDER, gid: 0 }), /GROUP_ID must be/);
  assert.equal(goesOn({}), "0:0 as it is");
  assert.equal(goesOn({ USER_ID: "0", KAS_CONTAINER_SCRIPT_VERSION: "5.4" }), "0:0 as it is");
});

Deno.test("builder keeps its groups, but never root's", () => {
  const group = "root:x:0:builder\nsbuild:x:110:me,builder\nodd:x:many:builder\nme:x:5:me\n";
  assert.deepEqual(keptGroups(group, "builder"), [110]);
  assert.deepEqual(keptGroups(group, "builder", 104), [110, 104]);
  for (const kvm of [110, 0, 65534]) assert.deepEqual(keptGroups(group, "builder", kvm), [110]);
});

Deno.test("what runs as root has a PATH of its own, and loads nothing of the caller's", () => {
  const harmless = { PATH: "/usr/bin:/bin", LANG: "C", GIT_PROXY_COMMAND: "proxy" };
  assert.deepEqual(rootEnvironment(harmless), harmless);
  assert.deepEqual(environmentWords(harmless), []);
  const env = {
    ...harmless,
    PATH: "/work/bin:/usr/bin",
    LD_PRELOAD: "/work/x.so",
    BASH_ENV: "/work/rc",
    "BASH_FUNC_chown%%": "() { id; }",
    GIT_CONFIG_SYSTEM: "/work/config",
  };
  const root = rootEnvironment(env);
  assert.deepEqual(Object.keys(root).sort(), ["GIT_PROXY_COMMAND", "LANG", "PATH"]);
  assert.equal(root.PATH, "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  assert.deepEqual(environmentWords(env), [
    "env",
    "PATH=/work/bin:/usr/bin",
    "LD_PRELOAD=/work/x.so",
    "BASH_ENV=/work/rc",
    "BASH_FUNC_chown%%=() { id; }",
    "GIT_CONFIG_SYSTEM=/work/config",
  ]);
  assert.ok(rootEnvironment({ PATH: "/usr/bin:" }).PATH !== "/usr/bin:");
  assert.ok("PATH" in rootEnvironment({}));
});
