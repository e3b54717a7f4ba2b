// What the caller hands over to a container.
import assert from "node:assert/strict";
import type { Site } from "./site.ts";
import { tool } from "./user.ts";

/** What is handed over as .ssh is copied; nothing is followed or waited for on the way. */
export async function handsOver(site: Site): Promise<void> {
  const { user } = site;
  const ssh = `${site.directory}/ssh`;
  await Deno.mkdir(`${ssh}/keys`, { recursive: true });
  await Deno.writeTextFile(`${ssh}/keys/id`, "key\n", { mode: 0o600 });
  await Deno.symlink("keys/id", `${ssh}/id`);
  await Deno.symlink("/etc/shadow", `${ssh}/shadow`);
  await Deno.symlink("/proc/1/environ", `${ssh}/environ`);
  await Deno.symlink("../../../../../etc", `${ssh}/etc`);
  await Deno.symlink("nowhere", `${ssh}/gone`);
  await Deno.symlink("round", `${ssh}/round`);
  await tool("mkfifo", `${ssh}/pipe`);
  using socket = Deno.listen({ transport: "unix", path: `${ssh}/control` });
  await tool("chown", "-hR", `${user.uid}:${user.gid}`, ssh);
  const shell = await site.isar(
    ...["--ssh-dir", ssh, "shell", "proj/kas.yml", "-c"],
    "find /builder/.ssh -printf '%p %y %u\\n' | sort; cat /builder/.ssh/id",
  );
  assert.equal(shell.code, 0, shell.stderr);
  assert.equal(
    shell.stdout,
    "/builder/.ssh d builder\n/builder/.ssh/id l builder\n" +
      "/builder/.ssh/keys d builder\n/builder/.ssh/keys/id f builder\nkey\n",
  );
  assert.match(shell.stderr, /\.ssh\/shadow is not copied: it is a link to \/etc\/shadow, outside/);
  assert.equal((socket.addr as Deno.UnixAddr).path, `${ssh}/control`);
}
