/** The sections of the Deploy CLI for which this program has no feature. */
export const auth0Sections: ReadonlySet<string> = new Set([
  ...['actions', 'actionModules', 'attackProtection', 'clientAuthCredentials', 'connectionProfiles'],
  ...['customDomains', 'databases', 'emailProvider', 'emailTemplates', 'eventStreams', 'exclude', 'flows'],
  ...['flowVaultConnections', 'forms', 'guardianFactorProviders', 'guardianFactors', 'guardianFactorTemplates'],
  ...['guardianPhoneFactorMessageTypes', 'guardianPhoneFactorSelectedProvider', 'guardianPolicies', 'hooks'],
  ...['include', 'logStreams', 'migrations', 'networkACLs', 'organizations', 'pages', 'phoneProviders'],
  ...['phoneTemplates', 'rateLimitPolicies', 'riskAssessment', 'roles', 'rules', 'rulesConfigs'],
  ...['selfServiceProfiles', 'supplementalSignals', 'themes', 'tokenExchangeProfiles', 'triggers'],
  ...['userAttributeProfiles'],
]);
