// Kills the program in the middle of its work.
import { BINARY, type Scene } from "./harness.ts";

/** Starts kas in a process group of its own and kills the whole group after a while. */
export async function killed(
  s: Scene,
  args: readonly string[],
  after: number,
): Promise<boolean> {
  const child = new Deno.Command("setsid", {
    args: [BINARY, ...args],
    cwd: s.work,
    env: s.environment(),
    clearEnv: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  // setsid becomes kas: its process is the leader of the group, or has ended already.
  const timer = setTimeout(() => {
    try {
      Deno.kill(-child.pid as number, "SIGKILL");
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }, after);
  const { signal } = await child.status;
  clearTimeout(timer);
  // What was killed leaves temporary directories: nobody is there to remove them.
  for (const entry of Deno.readDirSync(s.path("tmp"))) {
    Deno.removeSync(s.path("tmp", entry.name), { recursive: true });
  }
  return signal === "SIGKILL";
}
