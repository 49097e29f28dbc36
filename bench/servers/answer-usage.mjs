// Loaded into every server (node --import), so that what is measured is the program itself and nothing made for it.
// Plain JavaScript: a TypeScript file here would load Node's parser before the program has its say.

process.on('message', () => {
  const { user, system } = process.cpuUsage();
  process.send({ cpu: user + system, resident: process.memoryUsage.rss() });
});
// No server outlives the bench.
process.on('disconnect', () => process.exit());
