import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  authorizeUrl,
  type Browser,
  configure,
  createBrowser,
  databaseKinds,
  decodeClaims,
  getTokens,
  oauth2Connection,
  redeem,
  web,
} from '../broker/index.ts';
import { type Person, type Place, startPlace } from './set-up.ts';

/** A page of ours that asks, as a person sees it. */
interface Question {
  readonly url: URL;
  readonly html: string;
  readonly confirmation: string;
}

describe.each(databaseKinds)('linking from a browser, on %s', (database) => {
  let place: Place;
  beforeAll(async () => {
    place = await startPlace(database);
  });
  afterAll(() => place.close());
  beforeEach(() => place.idp.behave({ user: 'nobody-yet' }));

  function linkUrl(person: Person, more: Record<string, string> = {}): string {
    return authorizeUrl(place.broker, {
      scope: 'openid link_account offline_access',
      requested_connection: 'con2',
      requested_connection_scope: 'calendar',
      id_token_hint: person.idToken,
      ...more,
    });
  }

  const unlinkUrl = (person: Person, more: Record<string, string> = {}) =>
    linkUrl(person, { scope: 'openid unlink_account', requested_connection_scope: '', ...more });

  /** Follows to the question, or to what the application is told in its place. */
  async function ask(browser: Browser, url: string): Promise<Question> {
    const { url: at, response } = await browser.follow(url, web.callback);
    const html = (await response?.text()) ?? '';
    return { url: at, html, confirmation: /name="confirmation" value="([^"]+)"/.exec(html)?.[1] ?? '' };
  }

  async function answer(browser: Browser, { url, confirmation }: Question, form: Record<string, string>) {
    const response = await browser.post(url.href, { confirmation, ...form });
    const location = response.headers.get('location');
    return { status: response.status, told: location ? new URL(location).searchParams : undefined };
  }

  async function questionFor(person: Person, upstream: string): Promise<Question> {
    place.idp.behave({ user: upstream });
    return ask(person.browser, linkUrl(person));
  }

  const subjects = async (person: Person) => (await place.identities(person.userId)).map(({ user_id }) => user_id);

  test('T-D04: the page names the account and the user; yes links it, with the scopes that were asked for, and a code comes back', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, 'vera-at-two');
    expect(question.url.pathname).toBe('/u/link');
    for (const name of ['vera-at-two@example.com', `${vera.subject}@example.com`, 'con2', 'web']) {
      expect(question.html).toContain(name);
    }
    expect(place.idp.requests('authorize').at(-1)?.params.scope).toContain('calendar');
    // Nothing has happened yet, and nobody is signed in as somebody new.
    expect(await subjects(vera)).toEqual([vera.idpUserId]);
    expect((await place.user('oidc|con2|vera-at-two')).status).toBe(404);

    const { told } = await answer(vera.browser, question, { decision: 'link' });
    expect(told?.get('error')).toBeNull();
    const { body } = await redeem(place.broker, told?.get('code') ?? '');
    expect(decodeClaims(body.id_token).sub).toBe(vera.userId);
    expect(body.scope).toBe('openid offline_access');
    const [, linked] = await place.identities(vera.userId);
    expect(linked).toMatchObject({ user_id: 'con2|vera-at-two', connection: 'con2' });
    expect(linked?.access_token).toBeTypeOf('string');
    expect(linked?.profileData).toMatchObject({ email: 'vera-at-two@example.com' });
    expect(decodeClaims((await place.person('con2', 'vera-at-two')).idToken).sub).toBe(vera.userId);
  });

  test('no links nothing, and the application hears access_denied', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, 'not-this-one');
    const { told } = await answer(vera.browser, question, { decision: 'cancel' });
    expect(told?.get('error')).toBe('access_denied');
    expect(await subjects(vera)).toEqual([vera.idpUserId]);
  });

  test('T-D04: another account may be chosen at the IdP, which is the one that is asked about and linked', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, `first-${database}`);
    place.idp.behave({ user: `second-${database}` });
    const response = await vera.browser.post(question.url.href, {
      confirmation: question.confirmation,
      decision: 'other',
    });
    const sent = new URL(response.headers.get('location') ?? '');
    expect(sent.searchParams.get('prompt')).toBe('select_account');
    expect(sent.searchParams.get('scope')).toContain('calendar');
    const again = await ask(vera.browser, sent.href);
    expect(again.html).toContain(`second-${database}@example.com`);
    // The first question is used up, and its account was never linked.
    expect((await answer(vera.browser, question, { decision: 'link' })).status).toBe(400);
    expect((await answer(vera.browser, again, { decision: 'link' })).told?.has('code')).toBe(true);
    expect(await subjects(vera)).toEqual([vera.idpUserId, `con2|second-${database}`]);
  });

  test('T-B18: an answer counts once, 10 times at once', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, `once-${database}`);
    const all = await Promise.all(
      Array.from({ length: 10 }, () => answer(vera.browser, question, { decision: 'link' })),
    );
    expect(all.filter(({ told }) => told?.has('code'))).toHaveLength(1);
    expect(all.filter(({ status }) => status === 400)).toHaveLength(9);
    expect(await subjects(vera)).toHaveLength(2);
  });

  test('T-D05: without the confirmation of the page nothing is linked, and the question stays', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, 'csrf');
    for (const confirmation of ['', 'x'.repeat(43), (await questionFor(vera, 'csrf')).confirmation]) {
      const { status } = await answer(vera.browser, { ...question, confirmation }, { decision: 'link' });
      expect(status).toBe(400);
    }
    expect(await subjects(vera)).toHaveLength(1);
    expect((await answer(vera.browser, question, { decision: 'link' })).told?.has('code')).toBe(true);
  });

  test('T-B03, T-D03: whoever is not the starter finishes nothing: not the link, not the callback, not the page', async () => {
    const [max, vera] = [await place.person(), await place.person()];
    // The address of the application's request, sent to Vera.
    const { url } = await vera.browser.follow(linkUrl(max), web.callback);
    expect(url.searchParams.get('error')).toBe('login_required');
    // The address at the IdP.
    const start = await max.browser.get(linkUrl(max));
    place.idp.behave({ user: 'vera-upstream' });
    const stolen = await vera.browser.follow(start.headers.get('location')!, web.callback);
    expect(stolen.response?.status).toBe(400);
    expect(stolen.url.pathname).toBe('/login/callback');
    // The address of our page, and its form.
    const question = await questionFor(max, 'max-two');
    expect((await vera.browser.get(question.url.href)).status).toBe(400);
    expect((await answer(vera.browser, question, { decision: 'link' })).status).toBe(400);
    expect(await subjects(max)).toEqual([max.idpUserId]);
    expect(await subjects(vera)).toEqual([vera.idpUserId]);
    // With Max's own browser, but another session in it.
    const again = await questionFor(max, 'max-two');
    place.idp.behave({ user: 'somebody-else' });
    await max.browser.follow(authorizeUrl(place.broker, { connection: 'con1', prompt: 'login' }), web.callback);
    expect((await answer(max.browser, again, { decision: 'link' })).status).toBe(400);
    expect(await subjects(max)).toEqual([max.idpUserId]);
  });

  test('T-D05: a session of too long ago is not enough', async () => {
    const vera = await place.person();
    place.broker.clock.advance(601_000);
    const { url } = await vera.browser.follow(linkUrl(vera), web.callback);
    expect(url.searchParams.get('error')).toBe('login_required');
    const question = await questionFor(await place.person('con1', vera.subject), 'fresh-again');
    expect(question.url.pathname).toBe('/u/link');
  });

  test('T-D05, T-D08: a round trip that the IdP answers out of its own session does not make a session fresh', async () => {
    const signInAgain = (browser: Browser, more: Record<string, string> = {}) =>
      browser.follow(authorizeUrl(place.broker, { connection: 'con1', ...more }), web.callback);
    const vera = await place.person();
    const errorOf = async () => (await ask(vera.browser, linkUrl(vera))).url.searchParams.get('error');
    place.broker.clock.advance(601_000);
    const longAgo = Math.floor(place.broker.clock.now() / 1000) - 7_200;
    for (const auth_time of [longAgo, undefined]) {
      place.idp.behave({ user: vera.subject, idToken: { claims: { auth_time } } });
      await signInAgain(vera.browser);
      expect([auth_time, await errorOf()]).toEqual([auth_time, 'login_required']);
      await signInAgain(vera.browser, { prompt: 'login' });
      expect([auth_time, await errorOf()]).toEqual([auth_time, 'login_required']);
    }
    place.idp.behave({ user: vera.subject, idToken: {} });
    await signInAgain(vera.browser, { prompt: 'login' });
    expect((await questionFor(vera, 'proven')).url.pathname).toBe('/u/link');
  });

  test('T-D05: where an IdP can prove nothing, a session is as fresh as its answer, and no fresher', async () => {
    await configure(place.broker.app, `connections:${oauth2Connection('con3', place.idp)}`);
    place.broker.clock.advance(2_000);
    place.idp.behave({ user: 'octo' });
    const browser = createBrowser();
    const { id_token } = await getTokens(place.broker, { connection: 'con3' }, browser);
    const octo = { idToken: String(id_token) } as Person;
    expect((await ask(browser, linkUrl(octo))).url.pathname).toBe('/u/link');
    place.broker.clock.advance(601_000);
    expect((await ask(browser, linkUrl(octo))).url.searchParams.get('error')).toBe('login_required');
  });

  test('an account that is a user of its own is merged when both are proven, and the page says so', async () => {
    const [vera, second] = [await place.person(), await place.person('con2')];
    const question = await questionFor(vera, second.subject);
    expect(question.html).toContain('account of its own');
    await answer(vera.browser, question, { decision: 'link' });
    expect(await subjects(vera)).toEqual([vera.idpUserId, second.idpUserId]);
    expect((await place.user(second.userId)).status).toBe(404);
  });

  test('what belongs to somebody else, is blocked, or has others linked to it is not taken', async () => {
    const [vera, owner, linked] = [await place.person(), await place.person(), await place.person('con2')];
    await place.link(owner, linked);
    expect((await questionFor(vera, linked.subject)).url.searchParams.get('error')).toBe('access_denied');
    const [holder, third] = [await place.person('con2'), await place.person()];
    await place.link(holder, third);
    expect((await questionFor(vera, holder.subject)).url.searchParams.get('error')).toBe('access_denied');
    // Taken between the question and the answer.
    const free = await place.person('con2');
    const question = await questionFor(vera, free.subject);
    await place.link(owner, free);
    const { told } = await answer(vera.browser, question, { decision: 'link' });
    expect(told?.get('error')).toBe('access_denied');
    expect(await subjects(vera)).toHaveLength(1);
  });

  test('T-B17: a user who is blocked between question and answer links nothing', async () => {
    const vera = await place.person();
    const question = await questionFor(vera, `blocked-${database}`);
    const { db } = place.broker.app.tenant.store;
    await db.updateTable('users').set({ blocked: 1 }).where('user_id', '=', vera.userId).execute();
    expect((await answer(vera.browser, question, { decision: 'link' })).status).toBe(400);
    expect(await subjects(vera)).toHaveLength(1);
  });

  test('an account that is linked already gets a fresh grant without a question', async () => {
    const vera = await place.person();
    await answer(vera.browser, await questionFor(vera, 'widening'), { decision: 'link' });
    const [, before] = await place.identities(vera.userId);
    const { url } = await questionFor(vera, 'widening');
    expect(url.searchParams.has('code')).toBe(true);
    const [, after] = await place.identities(vera.userId);
    expect(after?.access_token).not.toBe(before?.access_token);
  });

  test('what is asked for wrongly is told to the application', async () => {
    const vera = await place.person();
    const cases: [more: Record<string, string>, error: string][] = [
      [{ id_token_hint: '' }, 'invalid_request'],
      [{ id_token_hint: 'x.y.z' }, 'invalid_request'],
      [{ requested_connection: '' }, 'invalid_request'],
      [{ requested_connection: 'nowhere' }, 'invalid_request'],
      [{ scope: 'openid link_account unlink_account' }, 'invalid_request'],
      [{ prompt: 'none' }, 'interaction_required'],
    ];
    for (const [more, error] of cases) {
      const { url } = await vera.browser.follow(linkUrl(vera, more), web.callback);
      expect({ more, error: url.searchParams.get('error') }).toEqual({ more, error });
    }
    const nobody = await createBrowser().follow(linkUrl(vera), web.callback);
    expect(nobody.url.searchParams.get('error')).toBe('login_required');
  });

  test('unlinking asks which account, ends its grant, and leaves the session', async () => {
    const [vera, second] = [await place.person(), await place.person('con2')];
    const none = await ask(vera.browser, unlinkUrl(vera));
    expect(none.url.searchParams.get('error')).toBe('access_denied');
    const main = await ask(vera.browser, unlinkUrl(vera, { requested_connection: 'con1' }));
    expect(main.url.searchParams.get('error_description')).toBe('Main identity cannot be removed.');
    await place.link(vera, second);

    const question = await ask(vera.browser, unlinkUrl(vera));
    expect(question.html).toContain(`${second.subject}@example.com`);
    const account = /name="account" value="([^"]+)"/.exec(question.html)?.[1] ?? '';
    expect((await answer(createBrowser(), question, { account })).status).toBe(400);
    const kept = await answer(vera.browser, await ask(vera.browser, unlinkUrl(vera)), { account: '' });
    expect(kept.told?.get('error')).toBe('access_denied');
    expect(await subjects(vera)).toHaveLength(2);

    const { told } = await answer(vera.browser, question, { account });
    expect(told?.has('code')).toBe(true);
    expect(await subjects(vera)).toEqual([vera.idpUserId]);
    expect((await place.user(second.userId)).status).toBe(200);
  });

  test('nobody unlinks the account that they are signed in with', async () => {
    const [vera, second] = [await place.person(), await place.person('con2')];
    await place.link(vera, second);
    const through = await place.person('con2', second.subject);
    const { url } = await ask(through.browser, unlinkUrl(through));
    expect(url.searchParams.get('error_description')).toBe('Sign in with another account to unlink this one');
  });

  test('V-05: what waits for an answer is not in the database or the log in clear', async () => {
    const vera = await place.person();
    await questionFor(vera, `waiting-${database}`);
    const issued = /at_[\w-]{20,}/;
    const rows = await place.broker.app.tenant.store.db.selectFrom('login_transactions').selectAll().execute();
    expect(rows.some(({ kind }) => kind === 'link')).toBe(true);
    for (const { sealed } of rows) expect(Buffer.from(sealed).toString('latin1')).not.toMatch(issued);
    expect(place.broker.logged()).not.toMatch(issued);
  });
});
