// discord.js with threads, webhooks and interactions, as the script orders.
"use strict";
const { createRequire } = require("module");
const discord = createRequire("/opt/discord-js/")("discord.js");

const { ActionRowBuilder, ButtonBuilder, ButtonStyle, WebhookClient } = discord;

module.exports = {
  async start_thread({ channel, name, number }) {
    if (number) return (await (await this.found(channel, number)).startThread({ name })).id;
    return (await (await this.place(channel)).threads.create({ name })).id;
  },

  async join_thread({ thread }) {
    await (await this.place(thread)).join();
  },

  async leave_thread({ thread }) {
    await (await this.place(thread)).leave();
  },

  async archive({ thread, archived }) {
    return (await (await this.place(thread)).setArchived(archived)).archived;
  },

  async post({ forum, name, text, tag }) {
    const there = await this.place(forum);
    const tags = there.availableTags.filter((one) => one.name === tag).map((one) => one.id);
    return (await there.threads.create({ name, message: { content: text }, appliedTags: tags })).id;
  },

  // Webhooks.
  async make_webhook({ channel, name }) {
    const made = await (await this.place(channel)).createWebhook({ name });
    return { id: made.id, token: made.token };
  },

  hook({ webhook, token }) {
    return new WebhookClient({ id: webhook, token });
  },

  async hook_says({ text, name, thread, ...hook }) {
    return (await this.hook(hook).send({ content: text, username: name, threadId: thread })).id;
  },

  async hook_edits({ number, text, ...hook }) {
    await this.hook(hook).editMessage(number, text);
  },

  async hook_deletes({ number, ...hook }) {
    await this.hook(hook).deleteMessage(number);
  },

  async delete_webhook(hook) {
    await this.hook(hook).delete();
  },

  // An application's commands and buttons.
  // Answers a command at once, and another one after a while; both say their own names.
  async answer_commands({ guild, now, later }) {
    this.answers.set(now, (interaction) => interaction.reply(now));
    this.answers.set(later, async (interaction) => {
      await interaction.deferReply();
      await interaction.followUp(later);
    });
    await this.guildOf(guild).commands.set([now, later].map((name) => ({ name, description: name })));
  },

  async button({ channel, text }) {
    const button = new ButtonBuilder({ label: "press", customId: "press", style: ButtonStyle.Secondary });
    const components = [new ActionRowBuilder({ components: [button] })];
    return (await (await this.place(channel)).send({ content: text, components })).id;
  },

  async interact(interaction) {
    if (interaction.isButton()) await interaction.update({ content: "pressed", components: [] });
    if (interaction.isChatInputCommand()) await this.answers.get(interaction.commandName)(interaction);
  },
};
