import assert from "node:assert/strict";
import { MemoryHost } from "../../../src/host/memory_host.ts";
import { findIdProgram } from "../../../src/run/doctor/id_programs.ts";

/** A host that has newuidmap with this mode, and getcap if that says something. */
async function powerful(mode: number, getcap?: string): Promise<boolean> {
  const host = new MemoryHost({
    env: { PATH: "/bin" },
    files: { "/bin/newuidmap": "", ...(getcap === undefined ? {} : { "/usr/sbin/getcap": "" }) },
    programs: [{ argv: /^getcap \/bin\/newuidmap$/, answer: { stdout: getcap ?? "" } }],
  });
  host.changeMode("/bin/newuidmap", mode);
  if (getcap !== undefined) host.changeMode("/usr/sbin/getcap", 0o755);
  return (await findIdProgram(host, "newuidmap"))!.powerful;
}

Deno.test("newuidmap may set ids: by its bit or its capability", async () => {
  assert.ok(await powerful(0o4755));
  assert.ok(await powerful(0o755, "/bin/newuidmap cap_setuid=ep\n"));
  assert.ok(!await powerful(0o755, "/bin/newuidmap cap_setgid=ep\n"));
  assert.ok(!await powerful(0o755, ""));
  assert.ok(await powerful(0o755), "who cannot be asked is not accused");
  assert.equal(await findIdProgram(new MemoryHost(), "newgidmap"), undefined);
});
