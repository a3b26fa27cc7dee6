// An OpenID provider for the tests: `node provider.mjs DIRECTORY RETURN-ADDRESS ...`, with oidc-provider below the
// directory. It prints its address. Whoever gives a name is let in, with a verified address: Robin is robin@example.org,
// and who gives an address has that one.
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [directory, ...redirects] = process.argv.slice(2);
const { default: Provider } = await import(
  pathToFileURL(join(directory, "node_modules/oidc-provider/lib/index.js"))
);

const email = (login) => (login.includes("@") ? login : `${login.toLowerCase()}@example.org`);

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://localhost:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "parley",
        client_secret: "a secret that nobody guesses",
        redirect_uris: redirects,
        post_logout_redirect_uris: redirects.map((address) => new URL("/sign-in", address).href),
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    cookies: { keys: ["only for tests"] },
    features: {
      devInteractions: { enabled: false },
      // Its own page asks for fonts of another host.
      rpInitiatedLogout: {
        logoutSource: (context, form) => {
          context.body = `<!doctype html><html lang="en"><title>The provider</title><h1>Sign out?</h1>${form}
            <button form="op.logoutForm" name="logout" value="yes">Yes</button>`;
        },
      },
    },
    pkce: { methods: ["S256"], required: () => true },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, login) => ({
      accountId: login,
      claims: () => ({ sub: login, name: login, email: email(login), email_verified: true }),
    }),
    // Nobody is asked again whether Parley may know who they are.
    async loadExistingGrant({ oidc }) {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client.clientId,
        accountId: oidc.session.accountId,
      });
      grant.addOIDCScope("openid email profile");
      await grant.save();
      return grant;
    },
  });
  const ours = async (request, response) => {
    if (request.url === "/favicon.ico") {
      response.writeHead(204).end();
      return;
    }
    if (request.method !== "POST") {
      response.setHeader("Content-Type", "text/html; charset=utf-8");
      response.end(`<!doctype html><html lang="en"><title>The provider</title><h1>Who are you?</h1>
        <form method="post"><label>Name <input name="login"></label>
        <button>Go on</button> <button name="refuse" value="1">Refuse</button></form>`);
      return;
    }
    let body = "";
    for await (const part of request) body += part;
    const form = new URLSearchParams(body);
    await provider.interactionFinished(
      request,
      response,
      form.get("refuse")
        ? { error: "access_denied" }
        : { login: { accountId: form.get("login") } },
      { mergeWithLastSubmission: false },
    );
  };
  const theirs = provider.callback();
  server.on("request", (request, response) =>
    /^\/(interaction\/|favicon)/.test(request.url)
      ? ours(request, response).catch((error) => response.writeHead(500).end(String(error)))
      : theirs(request, response),
  );
  console.log(`Provider is ready at ${issuer}`);
});
