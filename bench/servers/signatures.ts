// What one RS256 signature costs on the servers' processor: the unit in which sign-ins are counted.
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { announce } from './announce.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const input = randomBytes(400);
const signatures = 2_000;

for (let i = 0; i < signatures / 10; i += 1) sign('sha256', input, privateKey);
const before = process.cpuUsage();
for (let i = 0; i < signatures; i += 1) sign('sha256', input, privateKey);
const { user, system } = process.cpuUsage(before);
announce({ port: 0, details: { microseconds: String((user + system) / signatures) } });
