// discord.js with messages and files, as the script orders.
"use strict";
const { writeFileSync } = require("fs");
const { createRequire } = require("module");
const { EmbedBuilder } = createRequire("/opt/discord-js/")("discord.js");

const PAGE = 100;

module.exports = {
  async send({ channel, text, reply_to: answered }) {
    const there = await this.place(channel);
    if (answered) return (await (await there.messages.fetch(answered)).reply(text)).id;
    return (await there.send(text)).id;
  },

  async storm({ channel, texts }) {
    return (await Promise.all(texts.map((text) => this.send({ channel, text })))).length;
  },

  async embed({ channel, title, description, field }) {
    const embed = new EmbedBuilder({ title, description, color: 0x00ff00, fields: [{ name: field, value: "1" }] });
    return (await (await this.place(channel)).send({ embeds: [embed] })).id;
  },

  async poll({ channel, question, answers }) {
    const poll = { question: { text: question }, answers: answers.map((text) => ({ text })), duration: 1, allowMultiselect: false };
    return (await (await this.place(channel)).send({ poll })).id;
  },

  async edit({ channel, number, text }) {
    await (await this.place(channel)).messages.edit(number, text);
  },

  async delete({ channel, number }) {
    await (await this.place(channel)).messages.delete(number);
  },

  async bulk_delete({ channel, numbers }) {
    await (await this.place(channel)).bulkDelete(numbers);
  },

  async message({ channel, number }) {
    const found = await this.found(channel, number);
    return {
      text: found.content,
      author: found.author.username,
      reply_to: found.reference ? found.reference.messageId : null,
      edited: found.editedAt !== null,
      pinned: found.pinned,
      embeds: found.embeds.map((one) => [one.title, one.description, one.fields.map((field) => field.name)]),
      poll: found.poll ? found.poll.answers.map((answer) => answer.text) : [],
      files: found.attachments.map((one) => [one.name, one.size]),
    };
  },

  async history({ channel, ...where }) {
    return (await (await this.place(channel)).messages.fetch({ ...where, cache: false })).map((one) => one.content);
  },

  async whole_history({ channel }) {
    const { messages } = await this.place(channel);
    let count = 0;
    for (let before; ; ) {
      const page = await messages.fetch({ limit: PAGE, before, cache: false });
      count += page.size;
      if (page.size < PAGE) return count;
      before = page.last().id;
    }
  },

  async react({ channel, number, emoji }) {
    await (await this.place(channel)).messages.react(number, emoji);
  },

  async unreact({ channel, number, emoji }) {
    const found = await this.found(channel, number);
    await found.reactions.cache.find((one) => one.emoji.name === emoji).users.remove(this.client.user.id);
  },

  async reactors({ channel, number }) {
    const found = await this.found(channel, number);
    return (await found.reactions.cache.first().users.fetch()).map((one) => one.username).sort();
  },

  async pin({ channel, number }) {
    await (await this.place(channel)).messages.pin(number);
  },

  async unpin({ channel, number }) {
    await (await this.place(channel)).messages.unpin(number);
  },

  async pins({ channel }) {
    return (await (await this.place(channel)).messages.fetchPins()).items.map((one) => one.message.content);
  },

  async typing({ channel }) {
    await (await this.place(channel)).sendTyping();
  },

  async upload({ channel, paths, text }) {
    return (await (await this.place(channel)).send({ content: text, files: paths })).id;
  },

  async download({ channel, number, path }) {
    const found = await this.found(channel, number);
    const answer = await fetch(found.attachments.first().url);
    writeFileSync(path, Buffer.from(await answer.arrayBuffer()));
  },
};
