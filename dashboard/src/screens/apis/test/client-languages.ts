import { type Language, quotedBody } from './snippet.ts';

const onDevices =
  'Whoever has the app can take the secret out of it. Run this on a server, a command line or a machine of your own; an app for users signs its user in instead.';

export const swift: Language = {
  name: 'Swift',
  exposes: onDevices,
  write: (values) => ({
    token: `import Foundation

var request = URLRequest(url: URL(string: "${values.tokenUrl}")!)
request.httpMethod = "POST"
request.setValue("application/json", forHTTPHeaderField: "content-type")
request.httpBody = try JSONSerialization.data(withJSONObject: [
    "grant_type": "client_credentials",
    "client_id": "${values.clientId}",
    "client_secret": ProcessInfo.processInfo.environment["CLIENT_SECRET"] ?? "",
    "audience": "${values.audience}",
])
let (data, _) = try await URLSession.shared.data(for: request)
let answer = try JSONSerialization.jsonObject(with: data) as? [String: Any]
let accessToken = answer?["access_token"] as? String ?? ""
`,
    call: `var call = URLRequest(url: URL(string: "${values.apiUrl}")!)
call.setValue("Bearer \\(accessToken)", forHTTPHeaderField: "authorization")
let (body, _) = try await URLSession.shared.data(for: call)
print(String(decoding: body, as: UTF8.self))
`,
  }),
};

export const objectiveC: Language = {
  name: 'Objective-C',
  exposes: onDevices,
  write: (values) => ({
    token: `#import <Foundation/Foundation.h>

NSURL *url = [NSURL URLWithString:@"${values.tokenUrl}"];
NSMutableURLRequest *request = [NSMutableURLRequest requestWithURL:url];
request.HTTPMethod = @"POST";
[request setValue:@"application/json" forHTTPHeaderField:@"content-type"];
request.HTTPBody = [@${quotedBody(values)} dataUsingEncoding:NSUTF8StringEncoding];
[[NSURLSession.sharedSession dataTaskWithRequest:request
    completionHandler:^(NSData *data, NSURLResponse *response, NSError *error) {
      NSLog(@"%@", [[NSString alloc] initWithData:data encoding:NSUTF8StringEncoding]);
    }] resume];
`,
    call: `NSMutableURLRequest *call =
    [NSMutableURLRequest requestWithURL:[NSURL URLWithString:@"${values.apiUrl}"]];
[call setValue:[@"Bearer " stringByAppendingString:accessToken] forHTTPHeaderField:@"authorization"];
[[NSURLSession.sharedSession dataTaskWithRequest:call
    completionHandler:^(NSData *data, NSURLResponse *response, NSError *error) {
      NSLog(@"%@", [[NSString alloc] initWithData:data encoding:NSUTF8StringEncoding]);
    }] resume];
`,
  }),
};

export const jquery: Language = {
  name: 'jQuery',
  exposes:
    'A page hands its secret to everybody who opens it, and the Management API answers no page of another origin. Ask your own backend, which gets the token with one of the other languages.',
  write: (values) => ({
    token: `// In a page there is no secret to ask with: your backend asks, and answers what the page may see.
$.ajax({ url: '/your-backend/what-the-page-needs', method: 'GET' }).done(function (answer) {
  console.log(answer);
});
`,
    call: `// On your backend, with the token that it got:
// GET ${values.apiUrl}
// authorization: Bearer ACCESS_TOKEN
`,
  }),
};
