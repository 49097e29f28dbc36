// npm leaves out optional packages that a registry mirror lacks, and `npm ci` then refuses the lock file.
// This puts Biome's other platforms back, so that one lock file serves every machine.
// npm runs it at the end of `npm ci` and `npm install` (`prepare` in package.json).
'use strict';
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var file = path.join(__dirname, '..', 'package-lock.json');
if (!fs.existsSync(file)) process.exit(0);
var lock = JSON.parse(fs.readFileSync(file, 'utf8'));
var biome = lock.packages['node_modules/@biomejs/biome'];
var changed = false;

function describe(name, version) {
  var parts = name.replace('@biomejs/cli-', '').split('-');
  var entry = { version: version, cpu: [parts[1]], dev: true, license: 'MIT OR Apache-2.0', optional: true, os: [parts[0]] };
  if (parts[0] === 'linux') entry.libc = [parts[2] === 'musl' ? 'musl' : 'glibc'];
  return entry;
}

Object.keys((biome && biome.optionalDependencies) || {}).forEach(function (name) {
  var key = 'node_modules/' + name;
  if (lock.packages[key]) return;
  lock.packages[key] = describe(name, biome.optionalDependencies[name]);
  changed = true;
});
// A download address would tie the lock file to one registry.
Object.keys(lock.packages).forEach(function (key) {
  if (lock.packages[key].resolved === undefined || lock.packages[key].link) return;
  delete lock.packages[key].resolved;
  changed = true;
});

if (changed) {
  var sorted = {};
  Object.keys(lock.packages).sort().forEach(function (key) { sorted[key] = lock.packages[key]; });
  lock.packages = sorted;
  fs.writeFileSync(file, JSON.stringify(lock, null, 2) + '\n');
}

// Tells run.cjs that what this lock file names is installed, so that it does not install it once more.
// An install without the development packages (--omit=dev, NODE_ENV=production) is not whole.
var modules = path.join(__dirname, '..', 'node_modules');
var installing = ['ci', 'install'].indexOf(process.env.npm_command) >= 0;
if (installing && fs.existsSync(path.join(modules, 'vitest'))) {
  var hash = crypto.createHash('sha256').update(fs.readFileSync(file)).digest('hex');
  fs.writeFileSync(path.join(modules, '.valetkey-installed'), hash);
}
