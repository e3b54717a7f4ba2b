// The entrypoint in real user namespaces that have the maps of the field: builder can then
// make namespaces of its own, files of an inner id come into being, and clean removes them.
import assert from "node:assert/strict";
import { asUser, binaryFor, rootlessTest, type TestUser, tool } from "./user.ts";

/** Maps as `inside outside length` rows; `own` and `sub` are the user's id and first subordinate id. */
const MAPS: Record<string, (own: number, sub: number) => { rows: number[][]; builder: number }> = {
  "podman keep-id": (own, sub) => ({
    rows: [[0, sub, 1000], [1000, own, 1], [1001, sub + 1000, 64536]],
    builder: 1000,
  }),
  "keep-id, uid 60000": (own, sub) => ({
    rows: [[0, sub, 60000], [60000, own, 1], [60001, sub + 60000, 5536]],
    builder: 60000,
  }),
  "keep-id, uid 1500000": (own, sub) => ({
    rows: [[0, sub, 65536], [1500000, own, 1]],
    builder: 1500000,
  }),
  "keep-id with a chosen id": (own, sub) => ({
    rows: [[0, sub, 1], [1, own, 1], [2, sub + 1, 65535]],
    builder: 1,
  }),
  "one extent (userns-remap, LXC)": (_own, sub) => ({ rows: [[0, sub, 65536]], builder: 1000 }),
  "docker-rootless": (own, sub) => ({ rows: [[0, own, 1], [1, sub, 65536]], builder: 1000 }),
};

async function inNamespace(
  user: TestUser,
  rows: number[][],
  builder: number,
  directory: string,
): Promise<void> {
  const root = rows[0]![1]!;
  const build = `${directory}/work/build/tmp/left`;
  await Deno.mkdir(build, { recursive: true });
  await Deno.mkdir(`${directory}/bin`);
  await tool("cp", "-a", "/etc", `${directory}/etc`);
  // A setuid program counts only if its owner exists in the namespace.
  for (const name of ["newuidmap", "newgidmap"]) {
    await tool("cp", `/usr/bin/${name}`, `${directory}/bin/${name}`);
    await tool("chown", `${root}:${root}`, `${directory}/bin/${name}`);
    await tool("chmod", "4755", `${directory}/bin/${name}`);
  }
  const outside = (id: number) => {
    const row = rows.find(([inside, , length]) => id >= inside! && id < inside! + length!)!;
    return row[1]! + id - row[0]!;
  };
  await Deno.writeTextFile(
    `${directory}/etc/passwd`,
    `root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/:/bin/sh\nbuilder:x:30000:30000::${directory}/home:/bin/sh\n`,
  );
  await Deno.writeTextFile(`${directory}/etc/group`, "root:x:0:\ndaemon:x:1:\nbuilder:x:30000:\n");
  await Deno.mkdir(`${directory}/home`);
  await tool("chown", "-R", `${root}:${root}`, `${directory}/etc`, `${directory}/home`);
  await tool("chown", "-R", `${outside(builder)}:${outside(builder)}`, `${directory}/work`);
  await Deno.writeTextFile(
    `${directory}/bin/kas`,
    `#!/bin/sh\nset -e\ncat /etc/subuid\nid -u\n` +
      `unshare --map-auto --map-root-user sh -c 'touch ${build}/f; chown 5:5 ${build}/f; chmod 700 ${build}/f'\n`,
    { mode: 0o755 },
  );
  await Deno.chmod(`${directory}/bin/kas`, 0o755);
  const child = new Deno.Command("unshare", {
    args: [
      "--user",
      "--mount",
      // Until the maps are written the process is nobody, who keeps no capabilities otherwise.
      "--keep-caps",
      "sh",
      "-c",
      "read ready; exec setpriv --reuid=0 --regid=0 --clear-groups sh -c " +
      `'mount --bind ${directory}/etc /etc && exec ${directory}/kas entrypoint shell'`,
    ],
    env: {
      PATH: `${directory}/bin:/usr/bin:/bin:/usr/sbin:/sbin`,
      USER_ID: String(builder),
      GROUP_ID: String(builder),
      KAS_IMAGE_VARIANT: "kas-isar",
      KAS_BLOCK_SUDO: "",
      HOME: "/root",
    },
    clearEnv: true,
    cwd: directory,
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  // The namespace must exist before its maps can be written.
  const own = await Deno.readLink("/proc/self/ns/user");
  while (await Deno.readLink(`/proc/${child.pid}/ns/user`) === own) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const map = rows.map((row) => row.join(" ")).join("\n");
  for (const file of ["uid_map", "gid_map"]) {
    await Deno.writeTextFile(`/proc/${child.pid}/${file}`, `${map}\n`);
  }
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("\n"));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const text = new TextDecoder();
  assert.equal(code, 0, text.decode(stderr));
  assert.match(text.decode(stdout), new RegExp(`^builder:\\d+:\\d+\\n[^]*^${builder}\\n$`, "m"));

  const file = await Deno.stat(`${build}/f`);
  assert.ok(
    file.uid! >= user.subordinate && file.uid! < user.subordinate + 65536,
    `uid ${file.uid}`,
  );
  assert.notEqual(file.uid, user.uid);
}

for (const [name, make] of Object.entries(MAPS)) {
  rootlessTest(`entrypoint and clean: ${name}`, undefined, async (user) => {
    const directory = await Deno.makeTempDir({ prefix: "kas-rootless-" });
    try {
      await Deno.chmod(directory, 0o755);
      const kas = binaryFor(directory);
      const { rows, builder } = make(user.uid, user.subordinate);
      await inNamespace(user, rows, builder, directory);
      await tool(
        "chown",
        `${user.uid}:${user.gid}`,
        `${directory}/work`,
        `${directory}/work/build`,
        `${directory}/work/build/tmp`,
      );
      const env = { KAS_WORK_DIR: `${directory}/work` };
      const dry = await asUser(
        user,
        directory,
        [kas, "clean", "--isar-rootless", "--dry-run"],
        env,
      );
      assert.equal(
        dry.stdout,
        `unshare --map-auto --map-root-user --keep-caps rm -rf -- ${directory}/work/build/tmp\n`,
      );
      const cleaned = await asUser(user, directory, [kas, "clean", "--isar-rootless"], env);
      assert.equal(cleaned.code, 0, cleaned.stderr);
      assert.deepEqual([...Deno.readDirSync(`${directory}/work/build`)], []);
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
