/** Auth0's strategies, also those that have no provider here: a connection of one of them is no mistake. */
const strategies: ReadonlySet<string> = new Set([
  ...['ad', 'adfs', 'amazon', 'apple', 'auth0', 'auth0-adldap', 'auth0-oidc', 'aol', 'baidu', 'bitbucket', 'bitly'],
  ...['box', 'custom', 'daccount', 'dropbox', 'dwolla', 'email', 'evernote', 'evernote-sandbox', 'exact', 'facebook'],
  ...['fitbit', 'flickr', 'github', 'google-apps', 'google-oauth2', 'instagram', 'ip', 'line', 'linkedin', 'miicard'],
  ...['oauth1', 'oauth2', 'office365', 'oidc', 'okta', 'paypal', 'paypal-sandbox', 'pingfederate', 'planningcenter'],
  ...['renren', 'salesforce', 'salesforce-community', 'salesforce-sandbox', 'samlp', 'sharepoint', 'shop', 'shopify'],
  ...['sms', 'soundcloud', 'thecity', 'thecity-sandbox', 'thirtysevensignals', 'twitter', 'untappd', 'vkontakte'],
  ...['waad', 'weibo', 'windowslive', 'wordpress', 'yahoo', 'yammer', 'yandex'],
]);

export function isAuth0Strategy(strategy: string): boolean {
  return strategies.has(strategy);
}
