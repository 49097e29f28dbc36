import { jsonBody, type Language, quotedBody } from './snippet.ts';

export const curl: Language = {
  name: 'cURL',
  write: (values) => ({
    token: `curl --request POST '${values.tokenUrl}' \\
  --header 'content-type: application/json' \\
  --data '${jsonBody(values)}'
`,
    call: `curl '${values.apiUrl}' \\
  --header "authorization: Bearer $ACCESS_TOKEN"
`,
  }),
};

export const node: Language = {
  name: 'Node.js',
  write: (values) => ({
    token: `const response = await fetch('${values.tokenUrl}', {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    grant_type: 'client_credentials',
    client_id: '${values.clientId}',
    client_secret: process.env.CLIENT_SECRET,
    audience: '${values.audience}',
  }),
});
if (!response.ok) throw new Error(await response.text());
const { access_token: accessToken } = await response.json();
`,
    call: `const answer = await fetch('${values.apiUrl}', {
  headers: { authorization: \`Bearer \${accessToken}\` },
});
console.log(await answer.json());
`,
  }),
};

export const go: Language = {
  name: 'Go',
  write: (values) => ({
    token: `package main

import (
	"fmt"
	"io"
	"log"
	"net/http"
	"strings"
)

func main() {
	body := strings.NewReader(${quotedBody(values)})
	response, err := http.Post("${values.tokenUrl}", "application/json", body)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(text))
}
`,
    call: `request, err := http.NewRequest("GET", "${values.apiUrl}", nil)
if err != nil {
	log.Fatal(err)
}
request.Header.Set("Authorization", "Bearer "+accessToken)
response, err := http.DefaultClient.Do(request)
`,
  }),
};

export const java: Language = {
  name: 'Java',
  write: (values) => ({
    token: `HttpClient client = HttpClient.newHttpClient();
HttpRequest request = HttpRequest.newBuilder(URI.create("${values.tokenUrl}"))
    .header("content-type", "application/json")
    .POST(HttpRequest.BodyPublishers.ofString(${quotedBody(values)}))
    .build();
HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
System.out.println(response.body());
`,
    call: `HttpRequest call = HttpRequest.newBuilder(URI.create("${values.apiUrl}"))
    .header("authorization", "Bearer " + accessToken)
    .build();
HttpResponse<String> answer = client.send(call, HttpResponse.BodyHandlers.ofString());
System.out.println(answer.body());
`,
  }),
};

export const csharp: Language = {
  name: 'C#',
  write: (values) => ({
    token: `using System.Net.Http.Json;
using System.Text.Json;

var client = new HttpClient();
var response = await client.PostAsJsonAsync("${values.tokenUrl}", new
{
    grant_type = "client_credentials",
    client_id = "${values.clientId}",
    client_secret = Environment.GetEnvironmentVariable("CLIENT_SECRET"),
    audience = "${values.audience}",
});
response.EnsureSuccessStatusCode();
var json = await response.Content.ReadFromJsonAsync<JsonElement>();
var accessToken = json.GetProperty("access_token").GetString();
`,
    call: `client.DefaultRequestHeaders.Authorization = new("Bearer", accessToken);
Console.WriteLine(await client.GetStringAsync("${values.apiUrl}"));
`,
  }),
};
