import type { ApplicationKind } from './kinds.ts';

export interface QuickStartValues {
  /** With a slash at the end. */
  readonly issuer: string;
  readonly clientId: string;
  /** The first callback URL that is registered. */
  readonly callback: string | undefined;
}

export interface QuickStart {
  readonly stack: string;
  readonly install: string;
  readonly file: string;
  readonly code: string;
  /** Where the code has users led back to; undefined when nobody signs in. */
  readonly callback?: string;
}

type Write = (values: QuickStartValues) => QuickStart;

const express: Write = ({ issuer, clientId }) => ({
  stack: 'Express',
  install: 'npm install express express-openid-connect',
  file: 'server.mjs',
  callback: 'http://localhost:8080/callback',
  code: `import express from 'express';
import openid from 'express-openid-connect';

const app = express();
app.use(
  openid.auth({
    issuerBaseURL: '${issuer.slice(0, -1)}',
    baseURL: 'http://localhost:8080',
    clientID: '${clientId}',
    clientSecret: process.env.CLIENT_SECRET,
    secret: process.env.COOKIE_SECRET, // 32 random bytes of your own
    authorizationParams: { response_type: 'code', scope: 'openid profile email' },
  }),
);
app.get('/', (request, response) => response.json(request.oidc.user));
app.listen(8080);
`,
});

const flask: Write = ({ issuer, clientId }) => ({
  stack: 'Flask',
  install: 'pip install flask authlib requests',
  file: 'app.py',
  callback: 'http://localhost:8080/callback',
  code: `import os
from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, session, url_for

app = Flask(__name__)
app.secret_key = os.environ["COOKIE_SECRET"]
oauth = OAuth(app)
oauth.register(
    "valetkey",
    client_id="${clientId}",
    client_secret=os.environ["CLIENT_SECRET"],
    server_metadata_url="${issuer}.well-known/openid-configuration",
    client_kwargs={"scope": "openid profile email", "code_challenge_method": "S256"},
)

@app.get("/login")
def login():
    return oauth.valetkey.authorize_redirect(url_for("callback", _external=True))

@app.get("/callback")
def callback():
    session["user"] = oauth.valetkey.authorize_access_token()["userinfo"]
    return redirect("/")

@app.get("/")
def home():
    return jsonify(session.get("user"))

app.run(host="localhost", port=8080)
`,
});

const go: Write = ({ issuer, clientId }) => ({
  stack: 'Go',
  install: 'go get github.com/coreos/go-oidc/v3/oidc golang.org/x/oauth2',
  file: 'main.go',
  callback: 'http://localhost:8080/callback',
  code: `package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

func main() {
	provider, err := oidc.NewProvider(context.Background(), "${issuer}")
	if err != nil {
		log.Fatal(err)
	}
	config := oauth2.Config{
		ClientID:     "${clientId}",
		ClientSecret: os.Getenv("CLIENT_SECRET"),
		Endpoint:     provider.Endpoint(),
		RedirectURL:  "http://localhost:8080/callback",
		Scopes:       []string{oidc.ScopeOpenID, "profile", "email"},
	}
	http.HandleFunc("/login", func(w http.ResponseWriter, r *http.Request) {
		state, verifier := oauth2.GenerateVerifier(), oauth2.GenerateVerifier()
		for name, value := range map[string]string{"state": state, "verifier": verifier} {
			http.SetCookie(w, &http.Cookie{Name: name, Value: value, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		}
		http.Redirect(w, r, config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier)), http.StatusFound)
	})
	http.HandleFunc("/callback", func(w http.ResponseWriter, r *http.Request) {
		state, err := r.Cookie("state")
		verifier, missing := r.Cookie("verifier")
		if err != nil || missing != nil || state.Value != r.URL.Query().Get("state") {
			http.Error(w, "this sign-in began elsewhere", http.StatusBadRequest)
			return
		}
		token, err := config.Exchange(r.Context(), r.URL.Query().Get("code"), oauth2.VerifierOption(verifier.Value))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		idToken, _ := token.Extra("id_token").(string)
		user, err := provider.Verifier(&oidc.Config{ClientID: config.ClientID}).Verify(r.Context(), idToken)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Write([]byte("signed in as " + user.Subject))
	})
	log.Fatal(http.ListenAndServe("localhost:8080", nil))
}
`,
});

const oidcClient: Write = ({ issuer, clientId }) => ({
  stack: 'JavaScript',
  install: 'npm install oidc-client-ts',
  file: 'sign-in.js',
  callback: 'http://localhost:5173/',
  code: `import { UserManager } from 'oidc-client-ts';

const manager = new UserManager({
  authority: '${issuer}',
  client_id: '${clientId}',
  redirect_uri: 'http://localhost:5173/',
  scope: 'openid profile email',
});

// Back from the sign-in page there is a code in the address; the library exchanges it, with PKCE.
if (new URLSearchParams(location.search).has('code')) {
  await manager.signinCallback();
  history.replaceState({}, '', '/');
}
const user = await manager.getUser();
if (user) console.log(user.profile);
else await manager.signinRedirect();
`,
});

const react: Write = ({ issuer, clientId }) => ({
  stack: 'React',
  install: 'npm install react-oidc-context oidc-client-ts',
  file: 'src/main.jsx',
  callback: 'http://localhost:5173/',
  code: `import { createRoot } from 'react-dom/client';
import { AuthProvider, useAuth } from 'react-oidc-context';

function Home() {
  const auth = useAuth();
  if (auth.isLoading) return <p>One moment …</p>;
  if (auth.error) return <p>{auth.error.message}</p>;
  if (!auth.isAuthenticated) return <button onClick={() => auth.signinRedirect()}>Sign in</button>;
  return <p>Hello, {auth.user.profile.name}</p>;
}

createRoot(document.getElementById('root')).render(
  <AuthProvider
    authority="${issuer}"
    client_id="${clientId}"
    redirect_uri="http://localhost:5173/"
    scope="openid profile email"
    onSigninCallback={() => history.replaceState({}, '', '/')}
  >
    <Home />
  </AuthProvider>,
);
`,
});

const appAuth: Write = ({ issuer, clientId, callback = 'com.example.app:/callback' }) => ({
  stack: 'React Native',
  install: 'npm install react-native-app-auth',
  file: 'sign-in.js',
  callback,
  code: `import { authorize } from 'react-native-app-auth';

export function signIn() {
  return authorize({
    issuer: '${issuer.slice(0, -1)}',
    clientId: '${clientId}',
    redirectUrl: '${callback}',
    scopes: ['openid', 'profile', 'email', 'offline_access'],
  });
}
`,
});

const nodeBackend: Write = ({ issuer, clientId }) => ({
  stack: 'Node.js',
  install: 'npm install auth0',
  file: 'read-token.mjs',
  code: `import { ManagementClient } from 'auth0';

const management = new ManagementClient({
  domain: '${new URL(issuer).host}',
  clientId: '${clientId}',
  clientSecret: process.env.CLIENT_SECRET,
  audience: '${issuer}api/v2/',
});

// Needs the scope read:user_idp_tokens.
const user = await management.users.get(process.argv[2]);
for (const { connection, access_token } of user.identities) console.log(connection, access_token?.length, 'characters');
`,
});

const curlBackend: Write = ({ issuer, clientId }) => ({
  stack: 'cURL',
  install: 'sudo apt-get install curl jq',
  file: 'read-token.sh',
  code: `TOKEN=$(curl -s ${issuer}oauth/token \\
  -d grant_type=client_credentials \\
  -d client_id=${clientId} \\
  -d client_secret="$CLIENT_SECRET" \\
  -d audience=${issuer}api/v2/ | jq -r .access_token)

# Needs the scope read:user_idp_tokens.
curl -s -H "Authorization: Bearer $TOKEN" "${issuer}api/v2/users/$1" | jq '.identities[] | {connection, expires_in}'
`,
});

const pythonBackend: Write = ({ issuer, clientId }) => ({
  stack: 'Python',
  install: 'pip install requests',
  file: 'read_token.py',
  code: `import os
import sys
from urllib.parse import quote
import requests

issuer = "${issuer}"
token = requests.post(
    f"{issuer}oauth/token",
    json={
        "grant_type": "client_credentials",
        "client_id": "${clientId}",
        "client_secret": os.environ["CLIENT_SECRET"],
        "audience": f"{issuer}api/v2/",
    },
    timeout=10,
).json()["access_token"]

# Needs the scope read:user_idp_tokens.
user = requests.get(
    f"{issuer}api/v2/users/{quote(sys.argv[1], safe='')}",
    headers={"Authorization": f"Bearer {token}"},
    timeout=10,
).json()
for identity in user["identities"]:
    print(identity["connection"], "access_token" in identity)
`,
});

const starts: Readonly<Record<ApplicationKind['type'], readonly Write[]>> = {
  regular_web: [express, flask, go],
  spa: [oidcClient, react],
  native: [appAuth],
  non_interactive: [nodeBackend, pythonBackend, curlBackend],
};

/** Ready code for a kind of application. */
export function quickStartsOf(kind: ApplicationKind['type'], values: QuickStartValues): QuickStart[] {
  return starts[kind].map((write) => write(values));
}
