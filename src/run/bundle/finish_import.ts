import type { Host } from "../../host/host.ts";
import type { Log } from "../log.ts";
import { WorkDirLock } from "../work_dir_lock.ts";
import { finishSwitch } from "./switch_files.ts";

/** Ends the import into a work directory that was killed while it replaced files; waits for others. */
export async function finishImport(
  host: Host,
  log: Log,
  workDir: string,
  cancel: AbortSignal,
): Promise<void> {
  const lock = new WorkDirLock(host, log, workDir, false, cancel);
  await lock.take();
  try {
    await finishSwitch(host, workDir);
  } finally {
    lock.release();
  }
}
