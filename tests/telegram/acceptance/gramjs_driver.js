// GramJS, as the script orders: a JSON object a line, in and out. Runs in the clients' image.
"use strict";
const { writeFileSync } = require("fs");
const { createPublicKey } = require("crypto");
const { createRequire } = require("module");
const { Cannot, Ear, serve } = require("./line");
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

// The library has ports of its own: 80 for the first connection, 443 for those that carry files.
class Connection extends ConnectionTCPFull {
  constructor(where) {
    super({ ...where, port: 443 });
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

  // The library shows the code by a callback, and goes on when it was read.
  qr() {
    return new Promise((resolve, reject) => {
      const qrCode = async ({ token }) => resolve(`tg://login?token=${token.toString("base64url")}`);
      const onError = async () => true;
      this.scanned = this.client.signInUserWithQrCode({ apiId: 1, apiHash: "x" }, { qrCode, onError });
      this.scanned.catch(reject);
    });
  }

  async qr_in() {
    await this.scanned;
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
      topic: found.replyTo ? found.replyTo.replyToTopId || found.replyTo.replyToMsgId : null,
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

  async pin({ peer, number: id }) {
    await this.client.pinMessage(peer, id);
  }

  async unpin({ peer, number: id }) {
    await this.client.unpinMessage(peer, id);
  }

  async pinned({ peer }) {
    const found = await this.client.getMessages(peer, { filter: new Api.InputMessagesFilterPinned(), limit: 10 });
    return found.map((item) => item.message);
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
    const sticker = new Api.DocumentAttributeSticker({ alt: "", stickerset: new Api.InputStickerSetEmpty() });
    const attributes = kind === "sticker" ? [sticker] : undefined;
    const file = { file: path, caption, forceDocument, attributes, voiceNote: kind === "voice" };
    return (await this.client.sendFile(peer, file)).id;
  }

  async album({ peer, paths, caption }) {
    const sent = await this.client.sendFile(peer, { file: paths, caption: [caption, ""] });
    return [sent].flat().map((item) => item.id);
  }

  async download({ peer, number: id, path }) {
    const [found] = await this.client.getMessages(peer, { ids: [id] });
    // To a file of its own it writes without waiting for the end.
    writeFileSync(path, await this.client.downloadMedia(found, {}));
  }

  // Chats.
  async create_group({ title, person }) {
    const made = await this.client.invoke(new Api.messages.CreateChat({ users: [person], title }));
    return -number(made.updates.chats[0].id);
  }

  async create_channel({ title, broadcast }) {
    const asked = { title, about: "", broadcast, megagroup: !broadcast };
    const made = await this.client.invoke(new Api.channels.CreateChannel(asked));
    return Number(`-100${made.chats[0].id}`);
  }

  async retitle({ peer, title }) {
    const isChannel = String(peer).startsWith("-100");
    await this.client.invoke(
      isChannel
        ? new Api.channels.EditTitle({ channel: peer, title })
        : new Api.messages.EditChatTitle({ chatId: bigInt(-peer), title }),
    );
  }

  async forum({ peer }) {
    await this.client.invoke(new Api.channels.ToggleForum({ channel: peer, enabled: true }));
  }

  async topic({ peer, title }) {
    const made = await this.client.invoke(new Api.channels.CreateForumTopic({ channel: peer, title }));
    return made.updates.find((update) => update.message).message.id;
  }

  async leave({ peer }) {
    await this.client.invoke(new Api.channels.LeaveChannel({ channel: peer }));
  }

  async join_link({ link }) {
    await this.client.invoke(new Api.messages.ImportChatInvite({ hash: link.split("/").pop().replace("+", "") }));
  }
}

function nameOf(error) {
  const name = error.errorMessage || error.name || "Error";
  return name === "FLOOD" ? "FLOOD_WAIT" : name.replace(/_\d+$/, "");
}

serve(Account, nameOf);
