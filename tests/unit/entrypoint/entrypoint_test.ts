import assert from "node:assert/strict";
import { describePlan } from "../../../src/base/plan.ts";
import { entrypointPlan } from "../../../src/entrypoint/entrypoint_plan.ts";
import type { EntrypointFacts } from "../../../src/entrypoint/facts.ts";

const FACTS: EntrypointFacts = {
  env: { USER_ID: "1000", GROUP_ID: "100", TERM: "xterm", PATH: "/usr/bin" },
  cwd: "/repo",
  uid: 0,
  gid: 0,
  passwd:
    "root:x:0:0:root:/root:/bin/sh\nbuilder:x:30000:30000::/builder:/bin/bash\nme:x:1000:100::/home/me:/bin/sh\n",
  group: "root:x:0:\nbuilder:x:30000:\nsbuild:x:110:builder\n",
  uidMap: "0 1 1000\n1000 0 1\n1001 1001 64536\n",
  gidMap: "0 1 100\n100 0 1\n101 101 65436\n",
  subuid: undefined,
  subgid: undefined,
  existing: new Set(["/builder"]),
  repoOwner: 1000,
  localRepos: [],
  terminalKnown: true,
  timeZoneKnown: false,
  kvmGroup: undefined,
  binfmt: { mounted: false, configs: ["/usr/lib/binfmt.d/qemu-arm.conf"], registered: new Set() },
  newuidmapPowerless: false,
  sudo: { installed: true, places: [], rules: [], setuid: [] },
  ssh: undefined,
  sshObstacles: [],
  userData: undefined,
};

function shown(argv: string[], facts: Partial<EntrypointFacts> = {}): string[] {
  const all = { ...FACTS, ...facts };
  const plan = entrypointPlan(argv, all, ["build", "shell"]);
  return describePlan(plan, all);
}

Deno.test("kas goes on as builder with the caller's ids", () => {
  const actions = shown(["build", "kas.yml"]);
  assert.equal(
    actions.at(-1),
    "exec env HOME=/builder setpriv --reuid=1000 --regid=100 --groups=110 -- kas build kas.yml",
  );
  assert.ok(actions.some((line) => line.includes("builder:x:1000:100::/builder:/bin/bash")));
  assert.ok(actions.some((line) => line === "chown -h -R 1000:100 /builder"));
  assert.ok(!actions.some((line) => line.includes("/etc/subuid")));
});

Deno.test("/dev/kvm's group is builder's", () => {
  const last = shown(["build"], { kvmGroup: 104 }).at(-1)!;
  assert.match(last, / --groups=110,104 -- kas build$/);
});

Deno.test("the Isar image: binfmt and subordinate ids; sudo blocked last", () => {
  const isar = { ...FACTS.env, KAS_IMAGE_VARIANT: "kas-isar" };
  const privileged = shown(["build"], { env: isar });
  assert.match(privileged[0]!, /mount -t binfmt_misc/);
  assert.match(privileged[1]!, /qemu-arm.conf/);
  const rootless = shown(["shell"], {
    env: { ...isar, KAS_BLOCK_SUDO: "1" },
    sudo: { ...FACTS.sudo, places: ["/opt/sudo"] },
  });
  assert.match(rootless[0]!, /mount -t binfmt_misc .* && .*qemu-arm.conf.* \|\| echo/);
  const without = { ...FACTS.binfmt, configs: [] };
  assert.doesNotMatch(
    shown(["shell"], { env: { ...isar, KAS_BLOCK_SUDO: "1" }, binfmt: without })[0]!,
    /binfmt/,
  );
  assert.ok(rootless.includes(
    ": >> /etc/subuid && chmod 644 /etc/subuid && " +
      "printf %s 'builder:1001:64536\nbuilder:1:999\nme:1001:64536\nme:1:999\n' > /etc/subuid",
  ));
  assert.ok(rootless.includes(
    ": >> /etc/subgid && chmod 644 /etc/subgid && " +
      "printf %s 'builder:101:65436\nbuilder:1:99\nme:101:65436\nme:1:99\n' > /etc/subgid",
  ));
  assert.deepEqual(rootless.slice(-4, -1), [
    "ln -sfT /usr/local/libexec/kas-no-sudo /usr/bin/sudo",
    "ln -sfT /usr/local/libexec/kas-no-sudo /usr/bin/sudoedit",
    "ln -sfT /usr/local/libexec/kas-no-sudo /opt/sudo",
  ]);
  const again = shown(["shell"], {
    env: isar,
    subuid: "builder:1001:64536\nbuilder:1:999\nme:1001:64536\nme:1:999\n",
  });
  assert.ok(!again.some((line) => line.includes("/etc/subuid")));
});

Deno.test("without kas-container: any program, bash by default, sudo for root's work", () => {
  const env = {
    PATH: "/usr/bin",
    CI_PROJECT_DIR: "/p",
    GIT_CLONE_PATH: "/c",
    KAS_IMAGE_VARIANT: "kas-isar",
  };
  const facts = {
    env,
    uid: 30000,
    gid: 30000,
    cwd: "/",
    binfmt: { ...FACTS.binfmt, mounted: true, configs: [] },
  };
  const actions = shown(["make", "all"], facts);
  assert.deepEqual(actions.slice(0, 2), [
    "sudo git config --system --add safe.directory /p",
    "sudo git config --system --add safe.directory /c",
  ]);
  assert.equal(actions.at(-1), "cd /builder && exec make all");
  assert.ok(actions.some((line) => line.endsWith("' | sudo tee /etc/subuid")));
  assert.equal(shown([], facts).at(-1), "cd /builder && exec bash");
  assert.equal(shown(["shell", "-c", "x"], facts).at(-1), "cd /builder && exec kas shell -c x");
});

Deno.test("kas-container gets kas's commands only", () => {
  assert.throws(() => shown(["rm", "-rf"]), /does not support "kas rm"/);
  assert.match(shown(["--version"]).at(-1)!, /kas --version$/);
  assert.match(shown(["cleanall"]).at(-1)!, /kas cleanall$/);
});

Deno.test("docker without root: ownership is taken, and given back", () => {
  const actions = shown(["build"], {
    env: { ...FACTS.env, KAS_DOCKER_ROOTLESS: "1" },
    repoOwner: 0,
    localRepos: ["/local/meta-own"],
    existing: new Set(["/work", "/build", "/var/kas/userdata"]),
    userData: { root: "/var/kas/userdata", entries: [{ kind: "file", path: ".netrc" }] },
  });
  const kas = actions.findIndex((line) => line.endsWith("kas build"));
  assert.ok(!actions[kas]!.startsWith("exec"));
  assert.ok(actions.slice(0, kas).includes("chown -h 1000:100 /work"));
  const trusted = actions.filter((line) => line.includes("safe.directory"));
  assert.deepEqual(trusted.map((line) => /directory (.*)\)$/.exec(line)?.[1]), [
    "/repo",
    "/local/meta-own",
  ]);
  assert.ok(!actions.some((line) => /chown.*\/local/.test(line)), "which stays the user's");
  assert.ok(actions.slice(0, kas).includes("mv -T /var/kas/userdata /var/kas/userdata.orig"));
  assert.ok(
    actions.slice(0, kas).includes(
      "cp -T --preserve=mode /var/kas/userdata.orig/.netrc /var/kas/userdata/.netrc",
    ),
  );
  assert.deepEqual(actions.slice(kas + 1), ["chown -h 0:0 /build", "chown -h 0:0 /work"]);
});

Deno.test("an image whose newuidmap makes nobody root is told", () => {
  const env = { ...FACTS.env, KAS_IMAGE_VARIANT: "kas-isar", KAS_BLOCK_SUDO: "1" };
  assert.ok(
    shown(["shell"], { env, newuidmapPowerless: true }).some((line) => /overlay/.test(line)),
  );
  assert.ok(!shown(["shell"], { env }).some((line) => /overlay/.test(line)));
});

Deno.test("time zone, terminal and mistakes", () => {
  const env = { ...FACTS.env, KAS_HOST_TZ: "Europe/Berlin", TERM: "alien" };
  const actions = shown([], { env, timeZoneKnown: true, terminalKnown: false });
  assert.ok(actions.includes("ln -sfT /usr/share/zoneinfo/Europe/Berlin /etc/localtime"));
  assert.match(actions.at(-1)!, /^exec env TERM=xterm HOME=\/builder setpriv .* bash$/);
  assert.throws(() => shown([], { env: { ...env, USER_ID: "me" } }), /USER_ID must be a number/);
  assert.throws(() => shown([], { passwd: "" }), /no user builder/);
});

Deno.test("blocked: no rules, no copies, no other setuid programs; then the links", () => {
  const actions = shown(["shell"], {
    env: { ...FACTS.env, KAS_BLOCK_SUDO: "1", LD_PRELOAD: "/work/x.so" },
    sudo: {
      installed: true,
      places: ["/usr/bin/sudo"],
      rules: ["/etc/sudoers", "/etc/sudoers.d"],
      setuid: ["/usr/bin/newuidmap", "/usr/bin/su", "/usr/bin/sudo", "/usr/bin/sudo.orig"],
    },
  });
  const rules = actions.indexOf("rm -rf -- /etc/sudoers");
  assert.deepEqual(actions.slice(rules, rules + 4), [
    "rm -rf -- /etc/sudoers",
    "rm -rf -- /etc/sudoers.d",
    "(cd / && env -i USER_ID=1000 GROUP_ID=100 TERM=xterm PATH=/usr/bin KAS_BLOCK_SUDO=1 " +
    "chmod u-s -- /usr/bin/su /usr/bin/sudo.orig)",
    "mkdir -p /usr/local/libexec",
  ]);
  assert.match(
    actions.at(-1)!,
    /^exec env -i .* setpriv .* --groups=110 -- env LD_PRELOAD=\/work\/x.so kas shell$/,
  );
});

Deno.test("an image without sudo goes on, and tells once what needs it", () => {
  const facts = {
    env: { PATH: "/usr/bin", CI_PROJECT_DIR: "/p", KAS_IMAGE_VARIANT: "kas-isar" },
    uid: 30000,
    gid: 30000,
    sudo: { ...FACTS.sudo, installed: false },
  };
  const actions = shown(["build"], facts);
  assert.match(actions[0]!, /^# warning: programs of other architectures cannot be run: .*no sudo/);
  assert.match(actions[1]!, /^# warning: git may refuse \/p/);
  assert.match(actions[2]!, /^# warning: \/etc\/subuid stays as it is/);
  assert.equal(actions.at(-1), "exec kas build");
  assert.ok(!actions.some((line) => /\bsudo (?:git|tee|mount|sh) /.test(line)));
});

Deno.test("git is told to trust one directory, never all", () => {
  const trust = (directory: string) =>
    shown(["build"], { env: { PATH: "/usr/bin", CI_PROJECT_DIR: directory } });
  for (const bad of ["*", "/*", "/builds/*", "builds", "/a\n[core]\nsshCommand=x", "-x"]) {
    assert.throws(() => trust(bad), /CI_PROJECT_DIR must be the absolute path of one directory/);
  }
  assert.match(trust("/a b")[0]!, /safe.directory '\/a b'\)?$/);
});
