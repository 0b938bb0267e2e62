// An OpenID provider on loopback: PORT REDIRECT_URI SECRET. Says "ready" once it listens.
import Provider from "oidc-provider";

const [port, redirect, secret] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "comity-console",
      client_secret: secret,
      redirect_uris: [redirect],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    },
  ],
  pkce: { required: () => true },
  cookies: { keys: ["of this test"] },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
