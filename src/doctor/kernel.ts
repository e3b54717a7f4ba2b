/** Whether a kernel's release is of a version or later; one that is not understood is. */
export function isAtLeast(kernel: string, major: number, minor: number): boolean {
  const match = /^(\d+)\.(\d+)/.exec(kernel);
  if (!match) return true;
  const [own, second] = [Number(match[1]), Number(match[2])];
  return own > major || (own === major && second >= minor);
}
