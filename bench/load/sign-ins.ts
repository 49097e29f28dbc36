import { Agent } from 'undici';
import { subjectOf } from '../world/names.ts';
import { signIn } from './sign-in.ts';

/** Browsers at the same time. */
const browsers = 8;

/** Signs in users of the table, drawn by chance, while `goOn` says so of the number done. Gives that number. */
export async function signInWhile(broker: string, users: number, goOn: (done: number) => boolean): Promise<number> {
  const agent = new Agent({ connections: browsers });
  let done = 0;
  const browse = async () => {
    while (goOn(done)) {
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
