// Old syntax on purpose, as in valetkey.cjs, which loads it before it knows on which Node it runs.
'use strict';
var fs = require('fs');
var path = require('path');

/** What the build reads: a server that is older than any of it is not what the source says. */
var sources = ['src', 'package-lock.json', 'scripts/build-server.ts'];

/** Milliseconds. Folders count too: they change when a file goes. */
function lastChange(file) {
  var entry = fs.statSync(file);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return fs.readdirSync(file).reduce(function (newest, name) {
    return Math.max(newest, lastChange(path.join(file, name)));
  }, entry.mtimeMs);
}

/** The built server below this root, unless it is missing or a clone's source has changed since. The package has no source. */
function findBuiltServer(root) {
  var built = path.join(root, 'dist', 'server', 'main.mjs');
  if (!fs.existsSync(built)) return undefined;
  if (!fs.existsSync(path.join(root, 'src'))) return built;
  // The build gives the file the time at which it began to read.
  var began = fs.statSync(built).mtimeMs;
  var fresh = sources.every(function (name) { return lastChange(path.join(root, name)) < began; });
  return fresh ? built : undefined;
}

module.exports = { findBuiltServer: findBuiltServer };
