import { DEFAULT_CONFIG } from "../config/settings.ts";
import { KEY_CACHE } from "../repo/signature.ts";

/** The shell's history, in the work directory. */
export const HISTORY_FILE = ".kas_shell_history";

/** What kas and its commands leave in the work directory, apart from repositories. */
const WORK_FILES: readonly string[] = [
  DEFAULT_CONFIG,
  `${DEFAULT_CONFIG}.old`,
  KEY_CACHE,
  ".kas_ssh-handler",
  HISTORY_FILE,
];

/** What of these a bundle has brought, where one was imported: nothing there makes it anew. */
const BROUGHT: readonly string[] = [DEFAULT_CONFIG, KEY_CACHE];

/** The names of files and directories in a work directory that are kas's to remove. */
export function workFiles(imported: boolean): readonly string[] {
  return imported ? WORK_FILES.filter((name) => !BROUGHT.includes(name)) : WORK_FILES;
}
