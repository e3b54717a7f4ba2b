/** What is known of a `_source_dir_host`, the menu's note of where its repository is on the host. */
export interface SourceDir {
  /** The directory that it names by an absolute path: a real one, undefined where none is. */
  readonly directory: string | undefined;
  /** The file that names it came with a repository: then others than the menu wrote it. */
  readonly shipped: boolean;
  readonly workDir: string;
  /** The first project file of the command line, which the container must see, too. */
  readonly file: string | undefined;
  readonly home: string | undefined;
}

/** Why a `_source_dir_host` does not count; undefined if it does. All paths are real ones. */
export function whyNotSourceDir(found: SourceDir): string | undefined {
  const { directory, workDir, file, home } = found;
  if (found.shipped) {
    return "the file belongs to a repository, and was not written by kas menu here";
  }
  if (directory === undefined) return "it is no absolute path of a directory";
  if (isWide(directory, home)) return "it has more than a project";
  if (!isBelow(workDir, directory)) return `the work directory ${workDir} is not in it`;
  if (file !== undefined && !isBelow(file, directory)) return `${file} is not in it`;
  return undefined;
}

/** Whether a path is a directory, or in it. */
export function isBelow(path: string, directory: string): boolean {
  return path === directory || path.startsWith(directory === "/" ? "/" : `${directory}/`);
}

/** Whether a directory is that of all the user's files, or above it. */
export function isWide(directory: string, home: string | undefined): boolean {
  return directory === "/" || (home !== undefined && isBelow(home, directory));
}
