// discord.js, as the script orders. Runs in the clients' image.
"use strict";
const { createRequire } = require("module");
const library = createRequire("/opt/discord-js/");
const discord = library("discord.js");
const { Ear, serve } = require("./line");
const messages = require("./discord_js_messages");
const places = require("./discord_js_places");
const threads = require("./discord_js_threads");

const { Client, GatewayIntentBits, Partials, Events } = discord;
const INTENTS = Object.values(GatewayIntentBits).filter((bit) => typeof bit === "number");

class Account {
  constructor() {
    this.ear = new Ear();
    this.answers = new Map();
  }

  // Log-in and connection.
  async connect({ token, shards = 1 }) {
    const partials = [Partials.Channel, Partials.Message, Partials.Reaction, Partials.User, Partials.GuildMember];
    const numbers = [...Array(shards).keys()];
    this.client = new Client({ intents: INTENTS, partials, shards: numbers, shardCount: shards });
    this.listen();
    const ready = new Promise((resolve) => this.client.once(Events.ClientReady, resolve));
    this.ended = new Promise((resolve) => this.client.once(Events.Invalidated, () => resolve("invalidated")));
    this.closed = new Promise((resolve) => this.client.on(Events.ShardDisconnect, ({ code }) => resolve(String(code))));
    await this.client.login(token);
    await ready;
  }

  async stopped() {
    return await this.closed;
  }

  async stop() {
    await this.client.destroy();
  }

  // It lacks nothing that the script asks about.
  async can() {}

  listen() {
    const on = (event, kind, what) => this.client.on(event, (...told) => this.ear.hear(kind, what(...told)));
    on(Events.ShardReady, "ready", (shard) => shard);
    on(Events.ShardReady, "back", (shard) => shard);
    on(Events.ShardResume, "resumed", (shard) => shard);
    on(Events.ShardResume, "back", (shard) => shard);
    on(Events.MessageCreate, "new", (message) => message.content);
    on(Events.MessageUpdate, "edit", (before, after) => after.content);
    on(Events.MessageDelete, "delete", (message) => message.id);
    on(Events.MessageBulkDelete, "bulk", (gone) => gone.size);
    on(Events.MessageReactionAdd, "reaction", (reaction) => reaction.emoji.name);
    on(Events.MessageReactionRemove, "unreaction", (reaction) => reaction.emoji.name);
    on(Events.TypingStart, "typing", (typing) => typing.user.id);
    on(Events.ChannelPinsUpdate, "pins", (channel) => channel.id);
    on(Events.ThreadCreate, "thread", (thread) => thread.name);
    on(Events.ChannelCreate, "channel", (channel) => channel.name);
    on(Events.GuildRoleCreate, "role", (role) => role.name);
    on(Events.GuildMemberAdd, "join", (member) => member.user.username);
    on(Events.GuildMemberRemove, "leave", (member) => member.user.username);
    on(Events.PresenceUpdate, "presence", (before, after) => `${after.user.username} ${after.status}`);
    this.client.on(Events.MessageCreate, (message) => {
      if (message.reference && message.reference.messageId) this.ear.hear("reply", message.reference.messageId);
      for (const embed of message.embeds) this.ear.hear("embed", embed.title);
    });
    this.client.on(Events.InteractionCreate, (interaction) => this.interact(interaction));
    this.client.on(Events.Error, () => {});
  }

  async me() {
    const me = this.client.user;
    return { id: me.id, name: me.username, bot: me.bot };
  }

  async shards_of({ guilds }) {
    return guilds.map((guild) => this.client.guilds.cache.get(guild).shardId);
  }

  // What there is, by ids.
  guildOf(guild) {
    return this.client.guilds.cache.get(guild);
  }

  async place(channel) {
    return await this.client.channels.fetch(channel);
  }

  async found(channel, number) {
    return await (await this.place(channel)).messages.fetch({ message: number, force: true });
  }
}

Object.assign(Account.prototype, messages, places, threads);

// Discord's code for what the library raised, or the HTTP status where there is none.
function nameOf(error) {
  if (error.code === "TokenInvalid") return "401";
  return String(error.code || error.status || error.name);
}

serve(Account, nameOf);
