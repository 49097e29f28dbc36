#!/usr/bin/env node
// Old syntax on purpose: whatever Node the machine has must be able to read this file and say what is wrong.
'use strict';
var fs = require('fs');
var path = require('path');
var findBuiltServer = require('./find-server.cjs').findBuiltServer;

var neededMajor = 24;
var root = path.join(__dirname, '..');
var pinned = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');

/** Runs the same command line under the pinned Node and ends as it ended: same exit code, or same signal. */
function runPinned() {
  var child = require('child_process').spawn(pinned, [__filename].concat(process.argv.slice(2)), { stdio: 'inherit' });
  var signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  signals.forEach(function (signal) {
    process.on(signal, function () {
      // Ctrl-C reaches the child through the terminal already: a second one would cut its orderly stop short.
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  });
  child.on('error', function (error) {
    console.error('valetkey: could not run ' + pinned + ': ' + error.message);
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    if (!signal) process.exit(code);
    signals.forEach(function (name) { process.removeAllListeners(name); });
    process.kill(process.pid, signal);
  });
}

/** Node keeps what it made of the code, where it may: a second start takes two thirds of the time of the first. */
function keepCompiled() {
  // Not the default folder below /tmp: whoever can write there could have us run something else.
  require('module').enableCompileCache(path.join(root, 'node_modules', '.cache', 'valetkey'));
}

if (Number(process.versions.node.split('.')[0]) >= neededMajor) {
  keepCompiled();
  require(findBuiltServer(root) || path.join(root, 'src', 'cli', 'main.ts'));
} else if (fs.existsSync(pinned)) {
  runPinned();
} else {
  console.error(
    'valetkey: Node ' + neededMajor + ' or newer is needed and this is Node ' + process.versions.node + '. ' +
    'Install it from https://nodejs.org; in a clone of the repository, npm ci brings it.'
  );
  process.exit(1);
}
