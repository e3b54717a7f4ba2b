// What a Kconfig tree may cost at most: nobody writes one that comes near.

/** Characters that macros may be expanded from, all in all. */
export const MOST_EXPANDED = 1_000_000;
/** Characters of what one macro stands for. */
export const MOST_MACRO = 1 << 16;
/** Blocks, and files, inside each other. */
export const MOST_BLOCKS = 100;
/** Files that are sourced, each as often as it is. */
export const MOST_SOURCES = 2000;
/** Characters of all files, each as often as it is sourced. */
export const MOST_TEXT = 1 << 19;
/** Parentheses and negations inside each other. */
export const MOST_NESTED = 50;
/** Symbols in one expression. */
export const MOST_OPERANDS = 1000;
/** Symbols of which each depends on the next. */
export const MOST_DEPENDENT = 300;
/** Digits of a number: reading more takes time that grows with their square. */
export const MOST_DIGITS = 1000;
/** Directories that the pattern of one `source` may look into. */
export const MOST_DIRECTORIES = 2000;
