// The modules of three certification plans of the OpenID Foundation (Basic OP, Config OP, RP-Initiated Logout), by
// their names there. What they demand is taken from the specifications that the plans test.
import { codeFlow } from './code-flow.ts';
import { discovery } from './discovery.ts';
import { logout } from './logout.ts';
import type { Modules } from './module.ts';
import { oneTimeValues } from './one-time-values.ts';
import { requestParameters } from './parameters.ts';
import { refusals } from './refusals.ts';
import { returnedClaims } from './returned-claims.ts';
import { sessions } from './sessions.ts';
import { userinfoEndpoint } from './userinfo.ts';

export const modules: Modules = {
  ...discovery,
  ...codeFlow,
  ...requestParameters,
  ...returnedClaims,
  ...userinfoEndpoint,
  ...sessions,
  ...refusals,
  ...oneTimeValues,
  ...logout,
};
