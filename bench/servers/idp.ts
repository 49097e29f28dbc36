import { startTestIdp } from '../../tests/idps/index.ts';
import { sampleClaims } from '../world/names.ts';
import { announce } from './announce.ts';

const idp = await startTestIdp();
idp.behave({ userinfo: sampleClaims, refreshTokens: 'always' });
// It remembers every request for the tests that read them; here they would only fill the memory.
setInterval(() => {
  idp.log.length = 0;
}, 1_000);
const { clientId, clientSecret } = idp;
announce({ port: Number(new URL(idp.url).port), details: { clientId, clientSecret } });
