// GramJS as browsers use it: over a WebSocket. Logs a bot in, hears a message and answers; prints one line of JSON.
// Runs in the clients' image: node gramjs_web.js HOST PORT CONTROL.
"use strict";
const { createPublicKey } = require("crypto");
const { createRequire } = require("module");
const library = createRequire("/opt/gramjs/");
const { TelegramClient } = library("telegram");
const { MemorySession } = library("telegram/sessions");
const { NewMessage } = library("telegram/events");
const { Logger, PromisedWebSockets } = library("telegram/extensions");
const { ConnectionTCPObfuscated } = library("telegram/network");
const { _serverKeys } = library("telegram/crypto/RSA");
const bigInt = library("big-integer");

const [HOST, PORT, CONTROL] = process.argv.slice(2);

// The library would take a port of its own.
class Connection extends ConnectionTCPObfuscated {
  constructor(where) {
    super({ ...where, port: Number(PORT) });
  }
}

async function act(operation, order) {
  const url = `http://${HOST}:${CONTROL}/v1/act/${operation}`;
  const response = await fetch(url, { method: "POST", body: JSON.stringify(order) });
  if (!response.ok) throw new Error(`${operation}: ${await response.text()}`);
  return await response.json();
}

async function trust() {
  const { pem, fingerprint } = await act("server.key", {});
  const key = createPublicKey(pem).export({ format: "jwk" });
  const whole = bigInt(fingerprint, 16);
  const signed = whole.greater(bigInt(2).pow(63).minus(1)) ? whole.minus(bigInt(2).pow(64)) : whole;
  const hex = (part) => Buffer.from(part, "base64url").toString("hex");
  _serverKeys.set(signed.toString(), { n: bigInt(hex(key.n), 16), e: parseInt(hex(key.e), 16) });
}

async function main() {
  await trust();
  const alice = await act("person.create", { first_name: "Alice" });
  const robot = await act("person.create", { first_name: "Robot", bot: true });
  const members = [robot.id];
  const chat = await act("chat.create", { kind: "supergroup", title: "Room", creator: alice.id, members });
  const session = new MemorySession();
  session.setDC(2, HOST, Number(PORT));
  const options = { connection: Connection, networkSocket: PromisedWebSockets, baseLogger: new Logger("none") };
  const client = new TelegramClient(session, 1, "x", { ...options, connectionRetries: 3 });
  await client.start({ botAuthToken: robot.token });
  const heard = new Promise((resolve) => client.addEventHandler((event) => resolve(event.message.message), new NewMessage({})));
  await act("message.send", { chat: chat.id, author: alice.id, text: "over the web" });
  const text = await heard;
  const answer = await client.sendMessage(Number(chat.bot_api_id), { message: "so it is" });
  console.log(JSON.stringify({ bot: (await client.getMe()).bot, heard: text, answered: answer.message }));
  await client.destroy();
  process.exit(0);
}

main();
