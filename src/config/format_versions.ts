/** The versions of the file format that this program reads. */
export const FORMAT_VERSIONS = { first: 1, last: 23 } as const;
