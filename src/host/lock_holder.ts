/**
 * The process that holds the lock on a file, in the text of /proc/locks (proc_locks(5));
 * undefined if nobody does, or only somebody in another container.
 * @param inode the file's number; devices are not told alike by all file systems
 */
export function lockHolder(text: string, inode: number): number | undefined {
  for (const line of text.split("\n")) {
    const [, kind, , , pid, file] = line.split(/\s+/);
    if (kind === "FLOCK" && file?.endsWith(`:${inode}`) && Number(pid) > 0) return Number(pid);
  }
  return undefined;
}
