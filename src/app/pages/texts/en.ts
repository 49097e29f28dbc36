import type { Texts } from './texts.ts';

export const en: Texts = {
  signIn: {
    title: 'Sign in',
    lead: 'to continue to {client}',
    choice: 'Continue with {connection}',
    note: 'You sign in at the provider you choose. Your password stays there.',
  },
  signUp: {
    title: 'Create your account',
    lead: 'to continue to {client}',
    choice: 'Sign up with {connection}',
    note: 'You sign up with an account that you already have at a provider. Your password stays there.',
  },
  noConnections: {
    title: 'No way to sign in yet',
    text: 'Nobody has connected an identity provider to {client}. The people who run it can change that.',
  },
  error: {
    general: { title: 'Something went wrong', text: 'This page cannot be shown.' },
    byCode: {
      unknown_client: {
        title: 'Unknown application',
        text: 'The link that brought you here names an application that is not known. The people who run the application need to correct it.',
      },
      callback_mismatch: {
        title: 'This sign-in cannot continue',
        text: 'The application asked to return to an address that is not registered for it. To keep your account safe, we stopped here.',
      },
      transaction_unknown: {
        title: 'This sign-in is no longer open',
        text: 'It has expired, was already used, or was started in another browser.',
      },
      logout_url_mismatch: {
        title: 'We cannot send you back there',
        text: 'The address to return to after signing out is not registered.',
      },
      invalid_request: {
        title: 'This link does not work',
        text: 'The request that brought you here is not complete or not valid.',
      },
      access_denied: { title: 'Access denied', text: 'You did not get access.' },
      idp_refused: {
        title: 'The provider said no',
        text: 'The identity provider did not complete the sign-in. Perhaps it was cancelled, or your account has no access.',
      },
      idp_unreachable: {
        title: 'The provider does not answer',
        text: 'The identity provider cannot be reached right now.',
      },
      idp_answer_invalid: {
        title: 'The provider’s answer is not valid',
        text: 'To keep your account safe, we did not accept it.',
      },
      connection_misconfigured: {
        title: 'This way to sign in is not set up correctly',
        text: 'The people who run this service need to correct it.',
      },
      user_blocked: {
        title: 'This account is blocked',
        text: 'It cannot be used here. Please ask the people who run this service.',
      },
      ticket_unknown: {
        title: 'This link is no longer valid',
        text: 'It has expired, or was already used. Whoever sent it to you can send you a new one.',
      },
      invalid_request_uri: { title: 'This sign-in is no longer open', text: 'It has expired, or was already used.' },
      too_many_requests: {
        title: 'Too many attempts',
        text: 'Too many requests have come from your network within a short time.',
      },
      identity_conflict: {
        title: 'This account cannot be matched',
        text: 'It cannot be matched safely to the account known here. Please ask the people who run this service.',
      },
      server_error: { title: 'Something went wrong on our side', text: 'You did nothing wrong.' },
      temporarily_unavailable: { title: 'Please try again soon', text: 'The service cannot answer right now.' },
    },
    startAgain:
      'Go back to the application and start again. If that does not help, give the details below to the people who run it.',
    askAgain:
      'Wait a moment, then try again. If that does not help, give the details below to the people who run this service.',
    askAgainAt: 'You can try again {time}.',
    tellOperator: 'Only the people who run the application can correct this. Please give them the details below.',
    back: 'Back to the application',
    tryAgain: 'Try again',
    otherAccount: 'Use another account',
    support: 'Get help',
    code: 'Error',
    detail: 'Details',
    request: 'Request',
    tracking: 'Tracking',
  },
  consent: {
    title: 'Allow access?',
    lead: '{client} asks for access to your account at {tenant}:',
    scopes: {
      openid: 'to know that it is you',
      profile: 'to see your profile, such as your name and picture',
      email: 'to see your email address',
      phone: 'to see your phone number',
      offline_access: 'to keep this access while you are away',
      'read:current_user':
        'to see all that is kept about you here, such as your profile, your linked accounts and when you signed in',
      'update:current_user_identities':
        'to link other accounts to yours, with which one can then sign in as you, and to unlink them',
      'create:current_user_metadata': 'to add preferences to your account',
      'update:current_user_metadata': 'to change the preferences kept with your account',
      'delete:current_user_metadata': 'to remove the preferences kept with your account',
      'create:current_user_device_credentials': 'to register devices for your account',
      'delete:current_user_device_credentials': 'to end the access of your devices and applications',
    },
    atApi: 'At {api}:',
    account: 'You are signed in as {account}.',
    allow: 'Allow',
    deny: 'Do not allow',
  },
  link: {
    title: 'Link this account?',
    lead: '{client} asks to link {account} at {connection} to your account {user}.',
    effect: 'Whoever can sign in with it will then be able to sign in as you. Do not go on if it is not yours.',
    merges:
      'It is an account of its own at {tenant} until now. That one ends, and what applications keep with it may be lost.',
    confirm: 'Link account',
    cancel: 'Do not link',
  },
  unlink: {
    title: 'Unlink an account?',
    lead: '{client} asks to unlink an account at {connection} from your account {user}.',
    effect: 'You will not be able to sign in with it here as before, and applications lose their access through it.',
    choice: 'Unlink {account}',
    cancel: 'Keep it',
  },
  reconnect: {
    title: 'Re-connect your {connection} account',
    lead: '{requester} asks you to allow access to your {connection} account again.',
    account: 'It is about the account {account}. Another one will not be accepted.',
    effect: 'You sign in at {connection} and allow the access there. Your password stays there.',
    start: 'Continue to {connection}',
    wrong: {
      title: 'That was another account',
      text: '{requester} needs another {connection} account than the one you used. Nothing was changed.',
    },
    expected: 'The expected account is {account}.',
    missing: {
      title: 'Some access is still missing',
      text: 'You did not allow everything that {requester} needs at {connection}. Try again, and leave every choice switched on.',
    },
    failed: 'The access was not renewed. You can try again.',
    done: {
      title: 'Your {connection} account is connected again',
      text: '{requester} can use it as before. You can close this page.',
    },
  },
  signOut: {
    title: 'Sign out?',
    lead: 'This ends your session at {tenant}.',
    leadForClient: '{client} asks to end your session at {tenant}.',
    confirm: 'Sign out',
    stay: 'Stay signed in',
  },
  signedOut: {
    title: 'You are signed out',
    text: 'Your session at {tenant} has ended.',
    note: 'On a shared device, sign out at your identity provider too, or close the browser.',
  },
  stillSignedIn: { title: 'You are still signed in', text: 'You can close this page.' },
  back: 'Continue',
  backToClient: 'Back to {client}',
  formPost: {
    title: 'One moment',
    text: 'Taking you back to the application …',
    withoutScript: 'Scripts are off in this browser. Press the button to go on.',
    button: 'Continue',
  },
  webMessage: { title: 'Done', text: 'You can close this window.' },
};
