// Runs on whatever Node the machine has (old syntax on purpose): installs if needed, then hands over to the pinned Node.
'use strict';
var childProcess = require('child_process');
var crypto = require('crypto');
var fs = require('fs');
var path = require('path');

var root = path.join(__dirname, '..');
var stamp = path.join(root, 'node_modules', '.valetkey-installed');

function lockHash() {
  var lock = fs.readFileSync(path.join(root, 'package-lock.json'));
  return crypto.createHash('sha256').update(lock).digest('hex');
}

function installed() {
  return fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lockHash();
}

function run(command, args, environment) {
  var done = childProcess.spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: environment || process.env,
    // npm is a batch file on Windows, which only a shell can run.
    shell: command === 'npm' && process.platform === 'win32'
  });
  if (done.error) {
    console.error('valetkey: could not run ' + command + ': ' + done.error.message);
    process.exit(1);
  }
  return done.status === null ? 1 : done.status;
}

function install() {
  if (installed()) return;
  console.log('valetkey: installing the packages that package-lock.json names (about half a minute, once) ...');
  var status = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if (status !== 0) {
    console.error('valetkey: npm ci failed; see the lines above.');
    process.exit(status);
  }
  // npm's own `prepare` leaves the stamp, unless scripts are off.
  if (!installed()) fs.writeFileSync(stamp, lockHash());
}

/** The pinned Node, from the npm package `node`; the machine's own when that is new enough. */
function pinnedNode() {
  var local = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (fs.existsSync(local)) return local;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    'valetkey: Node 24 or newer is needed and this is ' + process.version + '.\n' +
    'The package "node" brings it, unless install scripts are off (npm ci --ignore-scripts). Run: npm ci'
  );
  process.exit(1);
}

var steps = {
  start: function (args) { return ['bin/valetkey.cjs', 'sandbox'].concat(args); },
  journey: function (args) { return ['bin/valetkey.cjs', 'journey'].concat(args); },
  bench: function (args) { return ['bench/run.ts'].concat(args); },
  fuzz: function (args) { return ['--expose-gc', 'scripts/fuzz.ts'].concat(args); },
  docs: function (args) { return ['scripts/generate-docs.ts'].concat(args); },
  test: function (args) { return ['scripts/test.ts'].concat(args); },
  check: function (args) { return ['scripts/check.ts'].concat(args); },
  format: function () { return ['node_modules/@biomejs/biome/bin/biome', 'check', '--write', '.']; },
  build: function () { return ['scripts/build.ts']; }
};

/** What steps that start servers need built, from the source as it is. */
var needed = {
  start: ['server', 'dashboard'],
  test: ['server', 'dashboard'],
  journey: ['server'],
  bench: ['server']
};

var name = process.argv[2];
if (!Object.prototype.hasOwnProperty.call(steps, name)) {
  console.error('valetkey: unknown step "' + name + '"; there are: ' + Object.keys(steps).join(', '));
  process.exit(2);
}
install();
var node = pinnedNode();
var environment = Object.assign({}, process.env, {
  PATH: path.dirname(node) + path.delimiter + path.join(root, 'node_modules', '.bin') + path.delimiter + process.env.PATH
});
(needed[name] || []).forEach(function (part) {
  var built = run(node, ['scripts/build-' + part + '.ts', '--if-stale'], environment);
  if (built !== 0) process.exit(built);
});
process.exit(run(node, steps[name](process.argv.slice(3)), environment));
