/**
 * The commands of a clone: `node scripts/dev.mjs start | test | build | bench | reproduce | pin | docs [arguments]`.
 *
 * They need Node and its npm, and do first what is missing: install, then build. Plain JavaScript without
 * dependencies, because it runs before anything is installed. This file only makes sure that Node is new enough; the
 * work is in files that an older Node might not even parse.
 */

const OLDEST = [20, 19];

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `Frugal needs Node ${OLDEST.join('.')} or newer, this is ${process.versions.node}: install a newer Node and repeat the command`,
  );
  process.exitCode = 1;
} else {
  import('./commands.mjs').then(({ main }) => main(process.argv.slice(2)));
}
