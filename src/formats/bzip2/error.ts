/** What is damaged in the compressed data; the caller adds the file's name. */
export class Bzip2Error extends Error {}
