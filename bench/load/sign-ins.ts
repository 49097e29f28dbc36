import { Agent } from 'undici';
import { subjectOf } from '../world/names.ts';
import { signIn } from './sign-in.ts';

/** Browsers at the same time. */
const browsers = 8;

/** Signs in users of the table, drawn by chance, for so many seconds. Gives how many did. */
export async function signInFor(broker: string, users: number, seconds: number): Promise<number> {
  const agent = new Agent({ connections: browsers });
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const browse = async () => {
    while (performance.now() < until) {
      await signIn(broker, subjectOf(Math.floor(Math.random() * users)), agent);
      done += 1;
    }
  };
  try {
    await Promise.all(Array.from({ length: browsers }, browse));
  } finally {
    await agent.close();
  }
  return done;
}
