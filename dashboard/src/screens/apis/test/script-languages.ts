import type { Language } from './snippet.ts';

export const python: Language = {
  name: 'Python',
  write: (values) => ({
    token: `import os
import requests

response = requests.post(
    "${values.tokenUrl}",
    json={
        "grant_type": "client_credentials",
        "client_id": "${values.clientId}",
        "client_secret": os.environ["CLIENT_SECRET"],
        "audience": "${values.audience}",
    },
    timeout=10,
)
response.raise_for_status()
access_token = response.json()["access_token"]
`,
    call: `answer = requests.get(
    "${values.apiUrl}",
    headers={"Authorization": f"Bearer {access_token}"},
    timeout=10,
)
print(answer.json())
`,
  }),
};

export const php: Language = {
  name: 'PHP',
  write: (values) => ({
    token: `<?php
$curl = curl_init('${values.tokenUrl}');
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_POST => true,
    CURLOPT_HTTPHEADER => ['content-type: application/json'],
    CURLOPT_POSTFIELDS => json_encode([
        'grant_type' => 'client_credentials',
        'client_id' => '${values.clientId}',
        'client_secret' => getenv('CLIENT_SECRET'),
        'audience' => '${values.audience}',
    ]),
]);
$accessToken = json_decode(curl_exec($curl), true)['access_token'];
`,
    call: `$curl = curl_init('${values.apiUrl}');
curl_setopt_array($curl, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_HTTPHEADER => ["authorization: Bearer $accessToken"],
]);
echo curl_exec($curl);
`,
  }),
};

export const ruby: Language = {
  name: 'Ruby',
  write: (values) => ({
    token: `require 'json'
require 'net/http'

response = Net::HTTP.post(
  URI('${values.tokenUrl}'),
  {
    grant_type: 'client_credentials',
    client_id: '${values.clientId}',
    client_secret: ENV.fetch('CLIENT_SECRET'),
    audience: '${values.audience}'
  }.to_json,
  'content-type' => 'application/json'
)
access_token = JSON.parse(response.body).fetch('access_token')
`,
    call: `puts Net::HTTP.get(URI('${values.apiUrl}'), 'authorization' => "Bearer #{access_token}")
`,
  }),
};
