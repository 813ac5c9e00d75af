import picocolors from 'picocolors';

/** Colours for a person at a terminal; a pipe, a file and a CI log get plain text whatever the environment says. */
export default picocolors.createColors(process.stdout.isTTY === true && !process.env.NO_COLOR);
