// What a configuration file may cost at most: nobody writes one that comes near.

/** Bytes of a file. */
export const MOST_BYTES = 2 << 20;
/** Words, marks and blanks of a YAML file, as the library counts them: some seconds of work. */
export const MOST_PARTS = 500_000;
/** Values of a file, each counted as often as aliases and merge keys repeat it. */
export const MOST_VALUES = 200_000;
/** Mappings and lists inside each other. */
export const MOST_NESTED = 100;
/** Digits of a number: reading more takes time that grows with their square. */
export const MOST_DIGITS = 1000;

export const tooManyParts = `more than ${MOST_PARTS} words and marks are too many for one file`;
export const tooManyValues = `more than ${MOST_VALUES} values are too many for one file`;
export const nestedTooDeeply = `nested too deeply: ${MOST_NESTED} levels are the most`;
