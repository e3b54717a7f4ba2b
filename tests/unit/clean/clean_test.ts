import assert from "node:assert/strict";
import { describePlan } from "../../../src/base/plan.ts";
import { ALL_CACHES } from "../../../src/clean/caches.ts";
import {
  cleanedBuildSystem,
  type CleanFacts,
  cleanPlan,
  knowsMapAuto,
  parseMountPoints,
} from "../../../src/clean/clean_plan.ts";
import { readSettings } from "../../../src/config/settings.ts";
import { MemoryHost, type MemoryWorld } from "../../../src/host/memory_host.ts";
import { configuredBuildSystem, gatherCleanFacts } from "../../../src/run/clean/clean_facts.ts";
import { Log } from "../../../src/run/log.ts";

const FACTS: CleanFacts = {
  env: { PATH: "/bin" },
  cwd: "/w",
  uid: 1000,
  directories: ["/w/build/tmp", "/w/build/tmp-x y"],
  buildDir: "/w/build",
  caches: [{ directory: "/dl", entries: ["/dl/a"] }],
  emptied: ["/w/build", "/dl"],
  notEmptied: ["/w", "/home/me"],
  kept: [],
  precious: ["/w", "/w/build", "/home/me"],
  mounts: ["/", "/proc"],
  namespaceLacks: [],
};
type Mode = Parameters<typeof cleanPlan>[0];
const shown = (mode: Mode, facts: Partial<CleanFacts> = {}) => {
  const all = { ...FACTS, ...facts };
  return describePlan(cleanPlan(mode, all), all).filter((line) => !line.startsWith("#"));
};

Deno.test("clean: each build system by its own means, the very lines of a dry run", () => {
  const own = ["rm -rf -- /w/build/tmp", "rm -rf -- '/w/build/tmp-x y'", "rm -rf -- /dl/a"];
  const whole = "rm -rf -- /w/build/tmp '/w/build/tmp-x y'";
  assert.deepEqual(shown("openembedded"), own);
  assert.deepEqual(shown("isar-rootless"), [
    `unshare --map-auto --map-root-user --keep-caps ${whole}`,
    "rm -rf -- /dl/a",
  ]);
  assert.deepEqual(shown("isar-privileged"), [
    `sudo --prompt '[sudo] enter password for %U to clean ISAR artifacts' ${whole}`,
    "rm -rf -- /dl/a",
  ]);
  for (const mode of ["isar-rootless", "isar-privileged"] as const) {
    assert.deepEqual(shown(mode, { uid: 0 }), own, "root needs no help");
    assert.deepEqual(shown(mode, { directories: [], caches: [] }), []);
  }
  assert.deepEqual(
    cleanPlan("openembedded", FACTS).actions.filter((action) => action.kind === "log")
      .map((action) => action.message),
    ["Removing /w/build/tmp", "Removing /w/build/tmp-x y", "Removing /dl/*"],
  );
});

Deno.test("clean: refuses what is precious or mounted, before anything is removed", () => {
  const refused: [Partial<CleanFacts>, RegExp][] = [
    [{ directories: ["/"] }, /not removing \/: \/w is precious/],
    [{ directories: ["/home/me"] }, /\/home\/me is precious/],
    [{ directories: ["/home"] }, /not removing \/home: \/home\/me is precious/],
    [{ mounts: ["/dl/a/deep"] }, /mounted at \/dl\/a\/deep; unmount it first \(umount/],
    [{ mounts: ["/w/build/tmp"] }, /not removing \/w\/build\/tmp: something is mounted/],
    [{ caches: [{ directory: "/", entries: ["/home"] }] }, /precious/],
    [{ emptied: ["/home"] }, /not removing \/home: \/home\/me is precious/],
    [{ emptied: ["/"] }, /not removing \/: \/w is precious/],
    [{ caches: [{ directory: "/w/build", entries: [] }] }, /\/w\/build is precious/],
  ];
  for (const [facts, message] of refused) {
    assert.throws(() => shown("openembedded", facts), message);
  }
  assert.ok(shown("openembedded", { mounts: ["/w/build/tmp2"], precious: ["/w/build/tmpfs"] }));
});

Deno.test("clean: what a namespace lacks is an error only where one is needed", () => {
  const namespaceLacks = ["no newuidmap", "no range"];
  assert.throws(
    () => shown("isar-rootless", { namespaceLacks }),
    /belongs to subordinate ids: no newuidmap; no range$/,
  );
  assert.ok(shown("isar-rootless", { namespaceLacks, uid: 0 }));
  assert.ok(shown("openembedded", { namespaceLacks }));
});

Deno.test("clean: the build system is an option's, or the configuration's", () => {
  assert.equal(cleanedBuildSystem(undefined, undefined), "openembedded");
  assert.equal(cleanedBuildSystem(undefined, "isar-rootless"), "isar-rootless");
  assert.equal(cleanedBuildSystem("isar-rootless", "isar-privileged"), "isar-rootless");
  assert.equal(cleanedBuildSystem("isar-privileged", "isar-rootless"), "isar-privileged");
  assert.equal(cleanedBuildSystem("isar-rootless", "isar"), "isar-rootless");
  assert.equal(cleanedBuildSystem(undefined, "isar"), "isar-privileged");
});

Deno.test("mount points and versions", () => {
  const text = "36 35 98:0 / /mnt\\040a rw - ext4 /dev/x rw\n37 35 98:0 / / rw - ext4 /dev/x rw\n";
  assert.deepEqual(parseMountPoints(text), ["/mnt a", "/"]);
  assert.equal(knowsMapAuto("unshare from util-linux 2.38.1"), true);
  assert.equal(knowsMapAuto("unshare from util-linux 2.37.4"), false);
  assert.equal(knowsMapAuto("unshare from util-linux 3.0"), true);
  assert.equal(knowsMapAuto("BusyBox"), false);
});

function world(more: MemoryWorld = {}): MemoryHost {
  const program = { content: "", mode: 0o755 };
  return new MemoryHost({
    cwd: "/w",
    env: { PATH: "/bin", HOME: "/home/me", USER: "me", DL_DIR: "cache" },
    ...more,
    files: {
      "/bin/unshare": program,
      "/bin/newuidmap": program,
      "/bin/newgidmap": program,
      "/etc/subuid": "me:100000:65536\n",
      "/etc/subgid": "me:100000:65536\n",
      "/real/tmp/f": "",
      "/real/tmp-glibc": { link: "/real/conf" },
      "/real/conf/local.conf": "",
      "/elsewhere/f": "",
      "/real/tmp-link": { link: "/elsewhere" },
      "/w/build": { link: "/real" },
      "/w/cache/b.done": "",
      "/w/cache/a/x": "",
      "/proc/self/mountinfo": "1 1 0:1 / /real/tmp/m rw - x x rw\n",
      ...more.files,
    },
    programs: [{
      argv: /^unshare --version$/,
      answer: { stdout: "unshare from util-linux 2.37\n" },
    }],
  });
}
const gather = (host: MemoryHost, mode: Mode, force = false) =>
  gatherCleanFacts(host, readSettings(host.env, host.cwd, false), mode, ALL_CACHES, force);
const environment = (more: Record<string, string> = {}) => ({
  PATH: "/bin",
  HOME: "/home/me",
  USER: "me",
  DL_DIR: "cache",
  KAS_BUILD_DIR: "/real",
  ...more,
});

Deno.test("clean's facts: real paths, caches where variables say, links themselves", async () => {
  const host = world({ env: environment() });
  const { precious, notEmptied, ...facts } = await gather(host, "openembedded");
  assert.deepEqual(facts, {
    env: host.env,
    cwd: "/w",
    uid: 1000,
    buildDir: "/real",
    directories: ["/real/tmp", "/real/tmp-glibc", "/real/tmp-link"],
    caches: [{ directory: "/w/cache", entries: ["/w/cache/a", "/w/cache/b.done"] }],
    emptied: ["/real", "/w/cache"],
    kept: [],
    mounts: ["/real/tmp/m"],
    namespaceLacks: [],
  });
  assert.deepEqual(notEmptied.slice(0, 3), ["/w", "/home/me", "/"]);
  assert.deepEqual(precious, [...notEmptied, "/w"]);
  assert.deepEqual(host.commands, [], "nothing is asked that is not needed");
});

Deno.test("clean's facts: what is a link, or looks like something else, is kept", async () => {
  const kept = async (more: MemoryWorld, force = false) =>
    (await gather(world(more), "openembedded", force)).kept
      .map(({ path, reasons }) => `${path}: ${reasons}`);
  const linked = ["/w/build: it is a link to /real, which is not entered: name that itself"];
  assert.deepEqual(await kept({}), linked);
  assert.deepEqual(await kept({}, true), linked, "by force neither");
  const foreign = { env: environment({ DL_DIR: "/elsewhere", KAS_BUILD_DIR: "/elsewhere" }) };
  assert.deepEqual(await kept(foreign), [
    "/elsewhere: it does not look like a build directory",
    "/elsewhere: it does not look like a directory of downloads",
  ]);
  assert.deepEqual(await kept(foreign, true), []);
  const repository = { env: environment(), files: { "/real/tmp-src/.git/HEAD": "" } };
  assert.deepEqual(await kept(repository), ["/real/tmp-src: it is a repository of its own"]);
});

Deno.test("clean's facts: what a namespace needs is looked for, where one is", async () => {
  const facts = await gather(world({ env: environment() }), "isar-rootless");
  assert.deepEqual(facts.namespaceLacks, [
    "unshare must be of util-linux 2.38 or later (found: unshare from util-linux 2.37)",
  ]);
  const bare = world({
    env: environment(),
    files: { "/bin/unshare": "", "/etc/subgid": "", "/bin/newgidmap": "" },
  });
  assert.deepEqual(
    (await gather(bare, "isar-rootless")).namespaceLacks.map((lack) => lack.slice(0, 20)),
    ["newuidmap and newgid", "/etc/subgid has no r", "unshare is not insta"],
  );
  const off = { "/proc/sys/user/max_user_namespaces": "0\n" };
  assert.match(
    (await gather(world({ env: environment(), files: off }), "isar-rootless")).namespaceLacks[0]!,
    /user.max_user_namespaces/,
  );
  const root = world({ env: environment(), uid: 0 });
  assert.deepEqual((await gather(root, "isar-rootless")).namespaceLacks, []);
});

Deno.test("the configured build system: of the named file, or of .config.yaml", async () => {
  const configured = (host: MemoryHost, named?: string) => {
    const settings = readSettings({}, "/w", false);
    return configuredBuildSystem({ host, log: new Log(host, "warning"), settings }, named);
  };
  const files = { "/w/.config.yaml": "header: {version: 16}\nbuild_system: isar\n" };
  assert.equal(await configured(world({ files })), "isar");
  assert.equal(await configured(world()), undefined);
  await assert.rejects(
    () => configured(world(), "none.yml"),
    /Configuration file not found: \/w\/none.yml/,
  );
});
