/** Names of the files that something is written to before it replaces what is in its place. */
export class AsideNames {
  /**
   * @param name of what is replaced
   * @param namespace inode of our process namespace: its process numbers are ours
   */
  constructor(private readonly name: string, private readonly namespace: number) {}

  of(pid: number): string {
    return `${this.#start}${pid}.tmp`;
  }

  /** The process that writes such a file; undefined for other files, and other namespaces. */
  writer(file: string): number | undefined {
    if (!file.startsWith(this.#start)) return undefined;
    const pid = /^(\d+)\.tmp$/.exec(file.slice(this.#start.length))?.[1];
    return pid === undefined ? undefined : Number(pid);
  }

  get #start(): string {
    return `.${this.name}.${this.namespace}-`;
  }
}
