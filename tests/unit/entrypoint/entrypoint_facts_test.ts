import assert from "node:assert/strict";
import { Became, MemoryHost, type MemoryWorld } from "../../../src/host/memory_host.ts";
import { entrypointPlan } from "../../../src/entrypoint/entrypoint_plan.ts";
import { gatherEntrypointFacts } from "../../../src/run/entrypoint/entrypoint_facts.ts";
import { Log } from "../../../src/run/log.ts";
import { perform } from "../../../src/run/perform.ts";

const PASSWD = "root:x:0:0::/root:/bin/sh\nbuilder:x:30000:30000::/builder:/bin/bash\n";

function container(more: MemoryWorld = {}): MemoryHost {
  return new MemoryHost({
    uid: 0,
    gid: 0,
    cwd: "/repo",
    env: { PATH: "/usr/bin:/opt", TERM: "xterm-256color", KAS_HOST_TZ: "Europe/Berlin" },
    ...more,
    files: {
      "/etc/passwd": PASSWD,
      "/etc/group": "root:x:0:\nbuilder:x:30000:\n",
      "/proc/self/uid_map": "0 1 1000\n1000 0 1\n1001 1001 64536\n",
      "/proc/self/gid_map": "0 0 4294967295\n",
      "/etc/subgid": "builder:1:2\n",
      "/builder": {},
      "/work": {},
      "/repo": { uid: 5 },
      "/local/meta-own": {},
      "/usr/bin/newuidmap": { content: "", mode: 0o4755 },
      "/usr/bin/sudo": { content: "", mode: 0o4755 },
      "/opt/sudoedit": { link: "/nowhere" },
      "/lib/terminfo/x/xterm-256color": "",
      "/usr/share/zoneinfo/Europe/Berlin": "",
      "/usr/lib/binfmt.d/qemu-arm.conf": "",
      "/usr/lib/binfmt.d/other.conf": "",
      ...more.files,
    },
  });
}

Deno.test("what is found in a container", () => {
  const facts = gatherEntrypointFacts(container());
  assert.deepEqual({ ...facts, env: {} }, {
    env: {},
    cwd: "/repo",
    uid: 0,
    gid: 0,
    passwd: PASSWD,
    group: "root:x:0:\nbuilder:x:30000:\n",
    uidMap: "0 1 1000\n1000 0 1\n1001 1001 64536\n",
    gidMap: "0 0 4294967295\n",
    subuid: undefined,
    subgid: "builder:1:2\n",
    existing: new Set(["/work", "/builder"]),
    repoOwner: 5,
    localRepos: ["/local/meta-own"],
    terminalKnown: true,
    timeZoneKnown: true,
    kvmGroup: undefined,
    binfmt: {
      mounted: false,
      configs: ["/usr/lib/binfmt.d/qemu-arm.conf"],
      registered: new Set(),
    },
    newuidmapPowerless: false,
    sudo: { installed: true, places: ["/usr/bin/sudo", "/opt/sudoedit"], rules: [], setuid: [] },
    ssh: undefined,
    sshObstacles: [],
    userData: undefined,
  });
});

Deno.test("what is strange in a container", () => {
  const facts = gatherEntrypointFacts(container({
    env: { TERM: "alien", KAS_HOST_TZ: "../../etc/passwd" },
    files: {
      "/usr/bin/newuidmap": { content: "", mode: 0o755 },
      "/proc/sys/fs/binfmt_misc/status": "enabled\n",
      "/proc/sys/fs/binfmt_misc/qemu-arm": "",
      "/builder/.ssh/config": "",
      "/var/kas/userdata/.ssh/id": "",
    },
  }));
  assert.ok(!facts.terminalKnown && !facts.timeZoneKnown && facts.newuidmapPowerless);
  assert.ok(facts.binfmt.mounted && facts.binfmt.registered.has("qemu-arm"));
  assert.deepEqual([...facts.existing].sort(), [
    "/builder",
    "/builder/.ssh",
    "/var/kas/userdata",
    "/var/kas/userdata/.ssh",
    "/work",
  ]);
  const remapped = container({
    files: { "/usr/bin/newuidmap": { content: "", mode: 0o4755, uid: 231072 } },
  });
  assert.ok(gatherEntrypointFacts(remapped).newuidmapPowerless, "it is setuid, but not root's");
  const bare = gatherEntrypointFacts(new MemoryHost());
  assert.equal(bare.passwd, "");
  assert.equal(bare.newuidmapPowerless, false, "what is not there lacks nothing");
});

Deno.test("blocked: all that makes root of a user is found, through links, too", () => {
  const setuid = { content: "", mode: 0o4755 };
  const facts = gatherEntrypointFacts(container({
    env: { PATH: "/usr/bin", KAS_BLOCK_SUDO: "1" },
    files: {
      "/bin": { link: "usr/bin" },
      "/etc/sudoers": "",
      "/etc/sudoers.d/builder": "",
      "/etc/doas.conf": "",
      "/usr/bin/su": setuid,
      "/usr/bin/pkexec": { link: "/opt/polkit/pkexec" },
      "/opt/polkit/pkexec": setuid,
      "/usr/bin/round": { link: "round" },
      "/usr/sbin/mount.nfs": setuid,
      "/usr/bin/ls": { content: "", mode: 0o755 },
    },
  }));
  assert.deepEqual(facts.sudo, {
    installed: true,
    places: ["/usr/bin/sudo", "/bin/sudo"],
    rules: ["/etc/sudoers", "/etc/sudoers.d", "/etc/doas.conf"],
    setuid: [
      "/usr/bin/newuidmap",
      "/opt/polkit/pkexec",
      "/usr/bin/su",
      "/usr/bin/sudo",
      "/usr/sbin/mount.nfs",
    ],
  });
});

Deno.test("the whole entrypoint: ids, ssh, subordinate ids, sudo, and then kas", async () => {
  const host = container({
    env: {
      PATH: "/usr/bin",
      USER_ID: "1000",
      GROUP_ID: "1000",
      KAS_BLOCK_SUDO: "1",
      KAS_IMAGE_VARIANT: "kas-isar",
      KAS_HOST_TZ: "Europe/Berlin",
    },
    files: {
      "/var/kas/userdata/.ssh": { mode: 0o700 },
      "/var/kas/userdata/.ssh/id": { content: "key", mode: 0o600 },
    },
    programs: [
      { argv: /^sh -c .*mount -t binfmt_misc/, answer: {} },
      { argv: /^chown -h -R 1000:1000 \/builder$/, answer: {} },
    ],
  });
  const plan = entrypointPlan(["build", "kas.yml"], gatherEntrypointFacts(host), ["build"]);
  const done = perform({ host, log: new Log(host, "warning") }, plan);
  await assert.rejects(done, Became);
  assert.equal(host.readText("/etc/subuid"), "builder:1001:64536\nbuilder:1:999\n");
  assert.equal(host.readText("/etc/subgid"), "builder:100000:65536\n");
  assert.match(host.readText("/etc/passwd")!, /^builder:x:1000:1000::\/builder/m);
  assert.equal(host.readText("/builder/.ssh/id"), "key");
  assert.equal(host.stat("/builder/.ssh/id")!.mode, 0o600);
  assert.equal(host.stat("/builder/.ssh")!.mode, 0o700);
  assert.equal(host.readText("/etc/timezone"), "Europe/Berlin\n");
  assert.equal(host.realPath("/etc/localtime"), "/usr/share/zoneinfo/Europe/Berlin");
  for (const name of ["sudo", "sudoedit"]) {
    assert.equal(host.realPath(`/usr/bin/${name}`), "/usr/local/libexec/kas-no-sudo");
  }
  assert.equal(host.stat("/usr/bin/sudo")!.mode, 0o755);
  const became = host.commands.at(-1)!;
  assert.deepEqual(became.argv, [
    "setpriv",
    "--reuid=1000",
    "--regid=1000",
    "--clear-groups",
    "--",
    "kas",
    "build",
    "kas.yml",
  ]);
  assert.equal(became.env.HOME, "/builder");
});
