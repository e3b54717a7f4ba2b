import assert from "node:assert/strict";
import { parseOsRelease } from "../../../src/bitbake/locale.ts";
import type { BuildSystem } from "../../../src/config/config.ts";
import { diagnose, works } from "../../../src/doctor/diagnose.ts";
import type { EngineFacts, HostFacts } from "../../../src/doctor/facts.ts";
import { BUILD, DOCKER, hindrances, MAPS, NONE, PLACE, PODMAN, SOUND } from "./sound.ts";

const ALL: readonly BuildSystem[] = ["openembedded", "isar-privileged", "isar-rootless"];
const FEDORA = parseOsRelease("ID=fedora\nVERSION_ID=43\n");
const ROOT_PODMAN: EngineFacts = {
  ...PODMAN,
  access: "through_root",
  storage: undefined,
  imageIsThere: undefined,
  container: undefined,
};

Deno.test("on a sound host all works, with each engine and without", () => {
  for (const buildSystem of ALL) {
    for (const engine of [PODMAN, DOCKER, ROOT_PODMAN, NONE]) {
      assert.deepEqual(hindrances({}, buildSystem, engine), [], `${buildSystem} ${engine.kind}`);
      const findings = diagnose(SOUND, { buildSystem, engine });
      assert.ok(works(findings));
      assert.deepEqual(findings.at(-1), {
        check: buildSystem,
        level: "ok",
        message: "works here",
      });
    }
  }
});

/** What is changed, for which way of building, and what each line begins with and ends in. */
type Case = readonly [
  name: string,
  facts: Partial<HostFacts>,
  buildSystem: BuildSystem,
  engine: EngineFacts,
  ...expected: readonly (readonly [start: string, remedy: string])[],
];

function cases(title: string, ...table: readonly Case[]): void {
  Deno.test(title, () => {
    for (const [name, facts, buildSystem, engine, ...expected] of table) {
      const found = hindrances(facts, buildSystem, engine);
      assert.equal(found.length, expected.length, `${name}: ${found.join("\n")}`);
      for (const [index, [start, remedy]] of expected.entries()) {
        assert.ok(found[index]!.startsWith(start), `${name}: ${found[index]}`);
        assert.ok(found[index]!.includes(`| ${remedy}`), `${name}: ${found[index]}`);
      }
    }
  });
}

const weak = { path: "/usr/bin/newuidmap", powerful: false };
const NO_PROGRAMS = { idPrograms: { newuidmap: undefined, newgidmap: undefined } };
const failed = (reason: string) => ({ namespace: { kind: "failed", reason } as const });
const namespace = (found: object) => ({
  namespace: {
    kind: "worked",
    found: { ...MAPS, nested: true, owned: true, binfmt: true, ...found },
  } as const,
});
const sysctl = (name: string, value: number) => ({ sysctls: { ...SOUND.sysctls, [name]: value } });

cases(
  "newuidmap and newgidmap",
  ["Debian", NO_PROGRAMS, "isar-rootless", PODMAN, [
    "problem newuidmap: newuidmap and newgidmap not installed",
    "sudo apt-get install uidmap",
  ]],
  ["Fedora", { ...NO_PROGRAMS, distribution: FEDORA }, "openembedded", PODMAN, [
    "problem newuidmap",
    "sudo dnf install shadow-utils",
  ]],
  ["for cleaning only", NO_PROGRAMS, "isar-rootless", DOCKER, ["warning newuidmap", "sudo apt"]],
  ["docker", NO_PROGRAMS, "openembedded", DOCKER],
  ["no bits", { idPrograms: { ...SOUND.idPrograms, newuidmap: weak } }, "isar-rootless", NONE, [
    "problem newuidmap: /usr/bin/newuidmap may not set ids",
    "sudo chown root: /usr/bin/newuidmap && sudo chmod 4755 /usr/bin/newuidmap",
  ]],
  [
    "root needs no bits",
    { idPrograms: { newuidmap: weak, newgidmap: weak }, uid: 0 },
    "isar-rootless",
    NONE,
  ],
);

cases(
  "subordinate ranges",
  ["none, others have some", { subuid: "you:100000:65536\n" }, "isar-rootless", PODMAN, [
    "problem subuid: /etc/subuid has no range for me",
    "sudo usermod --add-subuids 165536-231071 me",
  ]],
  ["by id", { subuid: "1000:100000:65536\n" }, "isar-rootless", PODMAN],
  ["a gap", { subgid: "a:100000:65536\nb:600000:100000\n" }, "openembedded", PODMAN, [
    "problem subgid",
    "sudo usermod --add-subgids 165536-231071 me",
  ]],
  ["no root file system fits", { subuid: "me:100000:1000\n" }, "isar-rootless", PODMAN, [
    "problem subuid: /etc/subuid gives me 1000 ids from 100000 on: too few",
    "sudo usermod --del-subuids 100000-100999 me && sudo usermod --add-subuids 165536-231071 me",
  ]],
  ["no nobody", { subuid: "me:100000:65534\n" }, "isar-rootless", PODMAN, [
    "warning subuid: /etc/subuid gives me 65534 ids from 100000 on: nobody (65534) has no id",
    "sudo usermod --del",
  ]],
  ["just nobody", { subuid: "me:100000:65535\n" }, "isar-rootless", PODMAN],
  ["few are enough there", { subuid: "me:100000:1000\n" }, "openembedded", PODMAN],
  ["only the first counts", { subuid: "me:1:10\nme:100000:65536\n" }, "isar-rootless", PODMAN, [
    "problem subuid: /etc/subuid gives me 10 ids",
    "sudo usermod",
  ]],
);

cases(
  "user namespaces",
  ["Debian's switch", sysctl("kernel.unprivileged_userns_clone", 0), "isar-rootless", PODMAN, [
    "problem user-namespaces: user namespaces are switched off (kernel.unprivileged_userns_clone=0)",
    "echo kernel.unprivileged_userns_clone=1 | sudo tee -a /etc/sysctl.d/90-kas.conf && sudo sysctl",
  ]],
  ["the limit", sysctl("user.max_user_namespaces", 0), "isar-rootless", DOCKER, [
    "warning user-namespaces",
    "echo user.max_user_namespaces=63000",
  ]],
  ["no unshare, podman builds", { unshare: undefined }, "isar-rootless", PODMAN, [
    "warning unshare: unshare is not installed",
    "sudo apt-get install util-linux",
  ]],
  ["no unshare, the build", { unshare: undefined }, "isar-rootless", NONE, [
    "problem unshare",
    "sudo apt-get install util-linux",
  ]],
  [
    "too old",
    { unshare: "unshare from util-linux 2.37.2", namespace: undefined },
    "isar-rootless",
    NONE,
    ["problem unshare: unshare from util-linux 2.37.2: 2.38 or later is needed", "use a newer"],
  ],
  [
    "AppArmor",
    {
      ...failed("Permission denied"),
      ...sysctl("kernel.apparmor_restrict_unprivileged_userns", 1),
    },
    "isar-rootless",
    { ...PODMAN, container: undefined },
    [
      "problem user-namespaces: a user namespace cannot be made: Permission denied",
      "echo kernel.apparmor_restrict_unprivileged_userns=0",
    ],
  ],
  ["failed, but not in the container", failed("EPERM"), "isar-rootless", PODMAN, [
    "warning user-namespaces",
    "mend the other problems",
  ]],
  ["not nested", namespace({ nested: false }), "isar-rootless", NONE, [
    "problem user-namespaces: a user namespace cannot be made within another",
    "mend",
  ]],
  ["no owners", namespace({ owned: false }), "isar-rootless", PODMAN, [
    "problem ownership",
    "export KAS_BUILD_DIR=DIRECTORY",
  ]],
  ["owners do not matter", namespace({ owned: false }), "openembedded", PODMAN],
);

const OLD = { kernel: "6.1.0-40-amd64" };
const NO_BINFMT = namespace({ binfmt: false });
cases(
  "the kernel",
  ["kas's images need 6.7", { ...OLD, ...NO_BINFMT }, "isar-rootless", PODMAN, [
    "problem kernel: Linux 6.1.0-40-amd64 is older than 6.7",
    "install a kernel of 6.7 or later",
  ]],
  [
    "bookworm",
    { ...OLD, namespace: undefined, distribution: parseOsRelease("VERSION_CODENAME=bookworm") },
    "isar-rootless",
    PODMAN,
    ["problem kernel", "sudo apt-get install -t bookworm-backports linux-image-amd64"],
  ],
  ["without a container", { ...OLD, ...NO_BINFMT }, "isar-rootless", NONE, [
    "warning kernel",
    "install a kernel",
  ]],
  ["what works, works", OLD, "isar-rootless", PODMAN],
  ["switched off", NO_BINFMT, "isar-rootless", PODMAN, ["warning kernel", "sudo modprobe binfmt"]],
  ["docker's root mounts the machine's", { ...OLD, ...NO_BINFMT }, "isar-rootless", DOCKER],
  ["others do not mind", { ...OLD, ...NO_BINFMT }, "openembedded", PODMAN],
);

const broken = (engine: "podman" | "docker", reason: string): EngineFacts => ({
  kind: "broken",
  engine,
  reason,
});
cases(
  "engines",
  [
    "none",
    {},
    "openembedded",
    { kind: "not_found", reason: "no engine", wanted: undefined },
    ["problem engine: no engine", "sudo apt-get install podman uidmap"],
  ],
  [
    "docker wanted",
    { distribution: FEDORA },
    "openembedded",
    { kind: "not_found", reason: "no docker", wanted: "docker" },
    ["problem engine", "sudo dnf install moby-engine"],
  ],
  ["stopped", {}, "openembedded", broken("docker", "Cannot connect to the Docker daemon"), [
    "problem engine: docker does not work: Cannot connect",
    "sudo systemctl start docker",
  ]],
  ["hangs", {}, "openembedded", broken("docker", "no answer within 10 seconds"), [
    "problem engine",
    "sudo systemctl restart docker",
  ]],
  ["not in the group", {}, "openembedded", broken("docker", "permission denied: /docker.sock"), [
    "problem engine",
    "sudo usermod -aG docker me, then log in anew",
  ]],
  ["others' storage", {}, "openembedded", broken("podman", 'mkdir "/s/x": permission denied'), [
    "problem engine",
    "sudo chown -R --from=root me: /s/x",
  ]],
  ["read-only", {}, "openembedded", broken("podman", "open /s: read-only file system"), [
    "problem engine",
    "name a directory",
  ]],
  ["ids", {}, "openembedded", broken("podman", "newuidmap: write failed"), [
    "problem engine",
    "podman system migrate",
  ]],
  ["else", {}, "openembedded", broken("podman", "whatever"), ["problem engine", "podman info"]],
  ["another", {}, "openembedded", { ...PODMAN, note: "docker's daemon is down" }, [
    "warning engine: podman version 5.4.2: docker's daemon is down",
    "sudo systemctl start docker",
  ]],
);

cases(
  "images, containers and their storage",
  ["absent", {}, "openembedded", { ...PODMAN, imageIsThere: false, image: "a b" }, [
    "warning image: a b is not here",
    "podman pull 'a b'",
  ]],
  [
    "hybrid cgroups",
    {},
    "openembedded",
    { ...PODMAN, container: { kind: "failed", reason: "crun: the requested cgroup…" } },
    ["problem container: a container does not start: crun", "sudo apt-get install runc, and write"],
  ],
  [
    "no init",
    {},
    "openembedded",
    { ...PODMAN, container: { kind: "failed", reason: "container-init binary not found" } },
    ["problem container", "sudo apt-get install catatonit"],
  ],
  [
    "else",
    {},
    "openembedded",
    { ...DOCKER, container: { kind: "failed", reason: "boom" } },
    ["problem container", "docker run --rm --network=none ghcr.io/siemens/kas/kas-isar:5.5 --ver"],
  ],
  [
    "nobody is missing inside",
    {},
    "isar-rootless",
    { ...PODMAN, container: { kind: "worked", found: { ...MAPS, gid: MAPS.gid.slice(0, 1) } } },
    ["warning container", "have 65536 subordinate ids at least"],
  ],
  [
    "vfs loses bits",
    {},
    "isar-rootless",
    { ...PODMAN, storage: { driver: "vfs", place: PLACE } },
    ["problem storage: vfs in /work loses", 'write driver="overlay" below [storage]'],
  ],
  [
    "vfs, before overlay without root",
    { kernel: "5.10.0-36-amd64" },
    "openembedded",
    { ...PODMAN, storage: { driver: "vfs", place: PLACE } },
    ["warning storage: vfs in /work: each", "sudo apt-get install fuse-overlayfs, write"],
  ],
  [
    "vfs",
    {},
    "openembedded",
    { ...DOCKER, storage: { driver: "vfs", place: undefined } },
    ["warning storage: vfs: each", '{"storage-driver": "overlay2"}'],
  ],
  [
    "others' storage",
    {},
    "openembedded",
    {
      ...PODMAN,
      storage: { driver: "overlay", place: { ...PLACE, writable: false, existing: "/a b" } },
    },
    ["problem storage", "sudo chown -R --from=root me: '/a b'"],
  ],
  [
    "storage on NFS",
    {},
    "openembedded",
    { ...PODMAN, storage: { driver: "overlay", place: { ...PLACE, fileSystem: "nfs4" } } },
    ["problem storage: overlay in /work is on nfs4", "name a local directory"],
  ],
);

cases(
  "who calls",
  ["bitbake", { uid: 0, user: "root" }, "openembedded", NONE, ["problem user: bitbake", "call"]],
  ["kas-container", { uid: 0 }, "openembedded", DOCKER, [
    "problem user: kas-container refuses root",
    "call kas as a user without root, or export KAS_ALLOW_ROOT=yes",
  ]],
  ["allowed", { uid: 0, env: { KAS_ALLOW_ROOT: "yes" } }, "openembedded", DOCKER, [
    "warning user",
    "call",
  ]],
  ["rootless", { uid: 0 }, "isar-rootless", PODMAN, ["problem user: root has no rootless", "call"]],
  ["no sudo", {}, "isar-privileged", { ...ROOT_PODMAN, sudo: undefined } as EngineFacts, [
    "problem privilege",
    "sudo apt-get install sudo",
  ]],
  ["sudo asks", { sudoWithoutPassword: false }, "isar-privileged", NONE, [
    "problem privilege",
    "echo 'me ALL=(ALL:ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/kas-isar",
  ]],
);

const at = (change: object) => ({ directories: [{ ...BUILD, ...change }] });
const TMP = { check: "tmpdir", variable: "TMPDIR" };
cases(
  "directories",
  ["NFS", at({ fileSystem: "nfs4" }), "openembedded", PODMAN, [
    "problem build-directory: /work is on nfs4: bitbake refuses",
    "export KAS_BUILD_DIR=DIRECTORY, on a local file system",
  ]],
  ["NFS, Isar", at({ fileSystem: "nfs" }), "isar-rootless", PODMAN, [
    "problem build-directory: /work is on nfs: owners",
    "export",
  ]],
  ["noexec", at({ mountOptions: ["rw", "noexec"] }), "openembedded", PODMAN, [
    "problem build-directory",
    "export",
  ]],
  ["Windows", at({ fileSystem: "9p" }), "openembedded", PODMAN, ["problem build-dir", "export"]],
  [
    "hash equivalence",
    at({ check: "hash-equivalence", variable: "BB_HASHSERVE_DB_DIR", fileSystem: "nfs4" }),
    "openembedded",
    PODMAN,
    ["problem hash-equivalence", "export BB_HASHSERVE_DB_DIR=DIRECTORY"],
  ],
  ["temporary files", at({ ...TMP, fileSystem: "nfs" }), "openembedded", PODMAN, [
    "warning tmpdir",
    "export TMPDIR=DIRECTORY",
  ]],
  ["others'", at({ writable: false, existing: "/a b" }), "openembedded", PODMAN, [
    "problem build-directory: /work cannot be written to",
    "sudo chown me: '/a b'",
  ]],
  ["read-only", at({ writable: false, mountOptions: ["ro"] }), "openembedded", PODMAN, [
    "problem build-directory",
    "export KAS_BUILD_DIR=DIRECTORY, one that can be",
  ]],
  ["/tmp in its place", at({ ...TMP, writable: false }), "openembedded", PODMAN, [
    "warning tmpdir",
    "sudo chown",
  ]],
  ["no room", at({ free: 2 ** 29 }), "openembedded", PODMAN, [
    "problem disk-space: /work has 0.5 GiB free: bitbake stops below 1 GiB",
    "kas cleansstate",
  ]],
  ["little room", at({ free: 30 * 2 ** 30 }), "openembedded", PODMAN, [
    "warning disk-space: /work has 30.0 GiB free: a build usually takes 50 GiB",
    "kas cleansstate",
  ]],
  ["enough for Isar, unknown", at({ free: 30 * 2 ** 30 }), "isar-rootless", PODMAN],
  ["unknown room", at({ free: undefined, fileSystem: undefined }), "openembedded", PODMAN],
);

cases(
  "the rest",
  ["watches", sysctl("fs.inotify.max_user_watches", 8192), "openembedded", PODMAN, [
    "warning inotify: fs.inotify.max_user_watches=8192 is little",
    "echo fs.inotify.max_user_watches=524288 | sudo tee -a",
  ]],
  ["locale", { locales: ["C.utf8"] }, "openembedded", NONE, [
    "problem locale",
    "sudo apt-get install locales && sudo localedef -i en_US -f UTF-8 en_US.UTF-8",
  ]],
  ["Fedora's", { locales: [], distribution: FEDORA }, "isar-rootless", NONE, [
    "problem locale",
    "sudo dnf install glibc-langpack-en",
  ]],
  ["the image's own locale", { locales: ["C"] }, "openembedded", PODMAN],
  ["programs", { programs: new Set(["git"]) }, "isar-rootless", NONE, [
    "problem programs: not installed: python3, mmdebstrap, sbuild, reprepro",
    "sudo apt-get install python3 mmdebstrap sbuild reprepro",
  ]],
  [
    "Isar's own",
    { programs: new Set([...SOUND.programs].filter((name) => name !== "sbuild")) },
    "isar-rootless",
    NONE,
    ["warning programs", "sudo apt-get install sbuild"],
  ],
  ["loopback", { env: { http_proxy: "http://u:secret@127.0.0.1:3128" } }, "openembedded", PODMAN, [
    "warning proxy: http_proxy (http://u:***@127.0.0.1:3128) is another place",
    "kas-container --runtime-args",
  ]],
  ["loopback here", { env: { http_proxy: "http://localhost:3128" } }, "openembedded", NONE],
  ["no URL", { env: { https_proxy: "proxy:3128" } }, "openembedded", PODMAN, [
    'warning proxy: https_proxy ("proxy:3128") is no URL',
    "export https_proxy=http://HOST:PORT",
  ]],
  ["capitals", { env: { HTTP_PROXY: "http://p:1" } }, "openembedded", PODMAN, [
    "warning proxy: HTTP_PROXY does not reach",
    'export http_proxy="$HTTP_PROXY"',
  ]],
  ["slow clock", { now: new Date("2025-12-31T23:00") }, "openembedded", PODMAN, [
    "warning clock",
    "sudo timedatectl set-ntp true",
  ]],
  ["battery empty", { now: new Date(0) }, "openembedded", PODMAN, [
    "problem clock: the clock says 1970-01-01T00:00:00.000Z, but /etc/passwd was changed",
    "sudo timedatectl",
  ]],
  ["unknown distribution", { ...NO_PROGRAMS, distribution: parseOsRelease("") }, "openembedded", {
    ...PODMAN,
  }, ["problem newuidmap", "sudo apt-get install uidmap (Fedora: sudo dnf install shadow-utils)"]],
);

Deno.test("one problem keeps a way of building from working, warnings do not", () => {
  const mode = { buildSystem: "isar-rootless", engine: PODMAN } as const;
  const warned = diagnose({ ...SOUND, ...at({ free: 10 * 2 ** 30 }) }, mode);
  assert.ok(works(warned));
  assert.equal(warned.at(-1)!.message, "works here, with 1 warning");
  const ill = diagnose({ ...SOUND, subuid: "", subgid: "" }, mode);
  assert.ok(!works(ill));
  assert.equal(ill.at(-1)!.message, "does not work here: 2 problems");
});
