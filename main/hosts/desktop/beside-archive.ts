/**
 * Where a packaged app keeps a file that must not lie in its archive: what a worker thread loads, and every file that is
 * loaded from there in turn. The same address where there is no archive.
 *
 * @example besideArchive(new URL('file:///opt/Drydock/resources/app.asar/dist/desktop/job-worker.js')).pathname
 * // '/opt/Drydock/resources/app.asar.unpacked/dist/desktop/job-worker.js'
 */
export function besideArchive(url: URL): URL {
  return new URL(url.href.replace(/\/app\.asar\//, '/app.asar.unpacked/'));
}
