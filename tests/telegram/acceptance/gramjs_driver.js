// GramJS, as the script orders: a JSON object a line, in and out. Runs in the clients' image.
"use strict";
const { writeFileSync } = require("fs");
const readline = require("readline");
const { createPublicKey } = require("crypto");
const { createRequire } = require("module");
const library = createRequire("/opt/gramjs/");
const { TelegramClient, Api } = library("telegram");
const { MemorySession } = library("telegram/sessions");
const { NewMessage, Raw } = library("telegram/events");
const { EditedMessage } = library("telegram/events/EditedMessage");
const { DeletedMessage } = library("telegram/events/DeletedMessage");
const { Logger } = library("telegram/extensions");
const { ConnectionTCPFull } = library("telegram/network");
const { _serverKeys } = library("telegram/crypto/RSA");
const { computeCheck } = library("telegram/Password");
const bigInt = library("big-integer");

const HOST = process.argv[2];
const PATIENCE = 15000;

class Cannot extends Error {}

// The library has ports of its own: 80 for the first connection, 443 for those that carry files.
class Connection extends ConnectionTCPFull {
  constructor(where) {
    super({ ...where, port: 443 });
  }
}

// What an account's client was told, in order.
class Ear {
  constructor() {
    this.heard = [];
    this.waiting = new Set();
  }

  hear(kind, what) {
    this.heard.push([kind, String(what)]);
    for (const check of this.waiting) check();
  }

  until(holds) {
    return new Promise((resolve) => {
      const end = (result) => {
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(result);
      };
      const check = () => holds() && end(true);
      const timer = setTimeout(() => end(false), PATIENCE);
      this.waiting.add(check);
      check();
    });
  }

  hears({ kind, what }) {
    return this.until(() => this.heard.some(([k, w]) => k === kind && w === what));
  }

  async counts({ prefix, count }) {
    const found = () => this.heard.filter(([kind, what]) => kind === "new" && what.startsWith(prefix));
    await this.until(() => found().length >= count);
    return found().map(([, what]) => what);
  }
}

const number = (value) => Number(value.toString());

class Account {
  constructor() {
    this.session = new MemorySession();
    this.session.setDC(2, HOST, 443);
    this.ear = new Ear();
  }

  // A client that was ended doesn't start again; another takes its session over.
  open() {
    this.client = new TelegramClient(this.session, 1, "x", {
      connection: Connection,
      connectionRetries: 3,
      requestRetries: 1,
      floodSleepThreshold: 0,
      baseLogger: new Logger("none"),
    });
    this.client.addEventHandler((event) => this.ear.hear("new", event.message.message || ""), new NewMessage({}));
    this.client.addEventHandler((event) => this.ear.hear("edit", event.message.message || ""), new EditedMessage({}));
    this.client.addEventHandler((event) => event.deletedIds.forEach((id) => this.ear.hear("delete", id)), new DeletedMessage({}));
    this.client.addEventHandler((update) => this.raw(update), new Raw({}));
  }

  raw(update) {
    if (/^Update(User|ChatUser|ChannelUser)Typing$/.test(update.className)) this.ear.hear("typing", "");
    if (update.className === "UpdateBotMessageReaction") {
      for (const reaction of update.newReactions) this.ear.hear("reaction", reaction.emoticon);
    }
  }

  // Log-in.
  async trust({ pem, fingerprint }) {
    const key = createPublicKey(pem).export({ format: "jwk" });
    const whole = bigInt(fingerprint, 16);
    const signed = whole.greater(bigInt(2).pow(63).minus(1)) ? whole.minus(bigInt(2).pow(64)) : whole;
    const hex = (part) => Buffer.from(part, "base64url").toString("hex");
    _serverKeys.set(signed.toString(), { n: bigInt(hex(key.n), 16), e: parseInt(hex(key.e), 16) });
  }

  async connect() {
    this.open();
    await this.client.connect();
    return await this.client.checkAuthorization();
  }

  async disconnect() {
    await this.client.destroy();
  }

  async send_code({ phone }) {
    this.phone = phone;
    this.sent = await this.client.sendCode({ apiId: 1, apiHash: "x" }, phone);
  }

  async sign_in({ code }) {
    try {
      await this.client.invoke(
        new Api.auth.SignIn({ phoneNumber: this.phone, phoneCodeHash: this.sent.phoneCodeHash, phoneCode: code }),
      );
    } catch (error) {
      if (error.errorMessage === "SESSION_PASSWORD_NEEDED") return "password";
      throw error;
    }
    return "in";
  }

  async password({ password }) {
    const asked = await this.client.invoke(new Api.account.GetPassword());
    await this.client.invoke(new Api.auth.CheckPassword({ password: await computeCheck(asked, password) }));
    return "in";
  }

  async set_password({ password }) {
    await this.client.updateTwoFaSettings({ isCheckPassword: false, newPassword: password });
  }

  async bot({ token }) {
    await this.client.invoke(new Api.auth.ImportBotAuthorization({ flags: 0, apiId: 1, apiHash: "x", botAuthToken: token }));
    return "in";
  }

  async me() {
    const me = await this.client.getMe();
    return { id: number(me.id), name: me.firstName, bot: Boolean(me.bot) };
  }

  closes_gaps() {
    throw new Cannot("GramJS asks for no difference");
  }

  catches_up() {
    throw new Cannot("GramJS asks for no difference");
  }

  // What there is.
  async dialogs() {
    return (await this.client.getDialogs({})).map((dialog) => dialog.title).sort();
  }

  async history({ peer, limit }) {
    const found = await this.client.getMessages(peer, { limit });
    return found.filter((item) => !item.action).map((item) => ({ id: item.id, text: item.message || "" }));
  }

  async whole_history({ peer }) {
    let count = 0;
    for await (const item of this.client.iterMessages(peer, {})) count += item.action ? 0 : 1;
    return count;
  }

  async members({ peer }) {
    return (await this.client.getParticipants(peer, {})).map((member) => member.firstName).sort();
  }

  async message({ peer, number: id }) {
    const [found] = await this.client.getMessages(peer, { ids: [id] });
    const strip = (item, prefix) => item.className.slice(prefix.length).toLowerCase();
    return {
      text: found.message || "",
      reply_to: found.replyTo ? found.replyTo.replyToMsgId : null,
      pinned: Boolean(found.pinned),
      forwarded: Boolean(found.fwdFrom),
      reactions: found.reactions ? found.reactions.results.map((item) => item.reaction.emoticon) : [],
      entities: (found.entities || []).map((item) => strip(item, "MessageEntity")).sort(),
      media: found.media ? strip(found.media, "MessageMedia") : null,
    };
  }

  // Messages.
  async send({ peer, text, reply_to: replyTo }) {
    return (await this.client.sendMessage(peer, { message: text, replyTo: replyTo || undefined, parseMode: "md" })).id;
  }

  async edit({ peer, number: message, text }) {
    await this.client.editMessage(peer, { message, text });
  }

  async delete({ peer, numbers }) {
    await this.client.deleteMessages(peer, numbers, { revoke: true });
  }

  async react({ peer, number: msgId, emoji }) {
    const reaction = emoji ? [new Api.ReactionEmoji({ emoticon: emoji })] : [];
    await this.client.invoke(new Api.messages.SendReaction({ peer, msgId, reaction }));
  }

  async read({ peer, number: maxId }) {
    await this.client.markAsRead(peer, undefined, { maxId });
  }

  async typing({ peer }) {
    await this.client.invoke(new Api.messages.SetTyping({ peer, action: new Api.SendMessageTypingAction() }));
  }

  async forward({ peer, number: message, to }) {
    const [sent] = (await this.client.forwardMessages(to, { messages: [message], fromPeer: peer })).flat();
    return sent.id;
  }

  async media(peer, file) {
    return (await this.client.sendFile(peer, { file })).id;
  }

  async location({ peer, latitude: lat, longitude: long }) {
    return await this.media(peer, new Api.InputMediaGeoPoint({ geoPoint: new Api.InputGeoPoint({ lat, long }) }));
  }

  async contact({ peer, phone: phoneNumber, name: firstName }) {
    return await this.media(peer, new Api.InputMediaContact({ phoneNumber, firstName, lastName: "", vcard: "" }));
  }

  async poll({ peer, question, answers }) {
    const text = (words) => new Api.TextWithEntities({ text: words, entities: [] });
    const options = answers.map((answer, index) => new Api.PollAnswer({ text: text(answer), option: Buffer.from(String(index)) }));
    const poll = new Api.Poll({ id: bigInt(0), question: text(question), answers: options });
    return await this.media(peer, new Api.InputMediaPoll({ poll }));
  }

  async vote({ peer, number: msgId, option }) {
    const [found] = await this.client.getMessages(peer, { ids: [msgId] });
    const options = [found.media.poll.answers[option].option];
    await this.client.invoke(new Api.messages.SendVote({ peer, msgId, options }));
  }

  // Files.
  async upload({ peer, path, kind, caption }) {
    const forceDocument = kind === "document";
    return (await this.client.sendFile(peer, { file: path, caption, forceDocument, voiceNote: kind === "voice" })).id;
  }

  async download({ peer, number: id, path }) {
    const [found] = await this.client.getMessages(peer, { ids: [id] });
    // To a file of its own it writes without waiting for the end.
    writeFileSync(path, await this.client.downloadMedia(found, {}));
  }
}

const accounts = new Map();

async function carryOut({ account, op, ...order }) {
  if (!accounts.has(account)) accounts.set(account, new Account());
  const there = accounts.get(account);
  if (op === "hears" || op === "counts") return await there.ear[op](order);
  if (typeof there[op] !== "function") throw new Cannot(`the driver has no ${op}`);
  return await there[op](order);
}

function nameOf(error) {
  if (error instanceof Cannot) return "CANNOT";
  const name = error.errorMessage || error.name || "Error";
  return name === "FLOOD" ? "FLOOD_WAIT" : name.replace(/_\d+$/, "");
}

console.log = () => {}; // the library talks there, and the line is ours
readline.createInterface({ input: process.stdin }).on("line", async (text) => {
  const { line, ...order } = JSON.parse(text);
  let answer;
  try {
    const result = await carryOut(order);
    answer = { line, result: result === undefined ? null : result };
  } catch (error) {
    answer = { line, error: nameOf(error), text: String((error && error.message) || error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
});
process.on("unhandledRejection", (error) => process.stderr.write(`${error && error.stack}\n`));
