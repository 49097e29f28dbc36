import { idOf, objectOf, textOf } from './claims.ts';
import { fillPlaceholders } from './placeholders.ts';
import { type ConnectionOptions, defineProvider } from './provider.ts';

const sharePointApp = '00000003-0000-0ff1-ce00-000000000000';

/** ACS wants `{guid}@{realm}` for the client and says in `resource` which site the token is for. */
const acsParameters = (options: ConnectionOptions): Record<string, string> => {
  const [tenant, realm, client] = [textOf(options.tenant), textOf(options.realm), textOf(options.client_id)];
  if (tenant === undefined || realm === undefined || client === undefined) return {};
  return {
    client_id: client.includes('@') ? client : `${client}@${realm}`,
    resource: `${sharePointApp}/${tenant}.sharepoint.com@${realm}`,
  };
};

/**
 * The add-in model (ACS) that Auth0's strategy speaks. Microsoft retired it on 2 April 2026: leave `realm` out, give
 * `endpoints` of Entra ID v2 (authorization_endpoint, token_endpoint and userinfo_endpoint) and the scope
 * `https://{tenant}.sharepoint.com/.default`.
 */
export const sharepoint = defineProvider({
  strategy: 'sharepoint',
  label: 'SharePoint Online',
  docs: 'https://learn.microsoft.com/en-us/sharepoint/dev/sp-add-ins/authorization-code-oauth-flow-for-sharepoint-add-ins',
  social: true,
  protocol: 'oauth2',
  userId: 'plain',
  endpoints: (options) => ({
    authorization_endpoint: fillPlaceholders(
      'https://{tenant}.sharepoint.com/_layouts/15/OAuthAuthorize.aspx',
      options,
    ),
    token_endpoint: fillPlaceholders('https://accounts.accesscontrol.windows.net/{realm}/tokens/OAuth/2', options),
    userinfo_endpoint: fillPlaceholders('https://{tenant}.sharepoint.com/_api/web/currentuser', options),
  }),
  scopes: {
    login: [],
    separator: ' ',
    known: [
      { scope: 'Web.Read', label: 'Read a site' },
      { scope: 'Web.Write', label: 'Edit a site' },
      { scope: 'AllSites.Read', label: 'Read all sites' },
      { scope: 'AllSites.Write', label: 'Edit all sites' },
      { scope: 'offline_access', label: 'Keep access while the user is away (Entra ID endpoints)' },
    ],
  },
  tokenParameters: acsParameters,
  setUp: [
    {
      name: 'tenant',
      label: 'SharePoint tenant',
      type: 'text',
      required: true,
      hint: 'What stands before .sharepoint.com.',
    },
    {
      name: 'realm',
      label: 'Realm',
      type: 'text',
      required: false,
      hint: 'ID of the directory. The add-in model that needs it was retired on 2 April 2026.',
    },
  ],
  offline: {},
  clientAuthentication: 'client_secret_post',
  pkce: false,
  tokens: { lifetime: 43_199, refreshable: true, rotates: false },
  // Its default answer is Atom.
  profileHeaders: () => ({ accept: 'application/json;odata=nometadata' }),
  apiBaseUrls: ['https://{tenant}.sharepoint.com/'],
  requiredOptions: ['tenant'],
  // The sign-in name changes with the person's name; the passport id does not. Guests have only the site's number.
  subject: (raw) => idOf(objectOf(raw.userinfo?.UserId).NameId) ?? idOf(raw.userinfo?.Id),
  profile: (raw) => {
    const user = raw.userinfo ?? {};
    return { email: user.Email, name: user.Title, upn: user.UserPrincipalName, login_name: user.LoginName };
  },
  check: (options) =>
    textOf(options.realm) === undefined && textOf(objectOf(options.endpoints).token_endpoint) === undefined
      ? ['options needs realm (add-in model) or endpoints of Entra ID']
      : [],
  examples: [
    {
      options: { tenant: 'contoso', realm: '72f988bf-86f1-41af-91ab-2d7cd011db47', scope: ['Web.Read'] },
      raw: {
        userinfo: {
          Id: 9,
          LoginName: 'i:0#.f|membership|john@contoso.com',
          Title: 'John Foo',
          Email: 'john@contoso.com',
          UserId: { NameId: '100320009d7ed8f5', NameIdIssuer: 'urn:federation:microsoftonline' },
          UserPrincipalName: 'john@contoso.com',
        },
        extra: {},
      },
      subject: '100320009d7ed8f5',
      profile: {
        email: 'john@contoso.com',
        email_verified: false,
        name: 'John Foo',
        nickname: 'john',
        upn: 'john@contoso.com',
        login_name: 'i:0#.f|membership|john@contoso.com',
      },
      scopes: ['Web.Read'],
    },
  ],
});
