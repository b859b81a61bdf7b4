// discord.js in places and with people, as the script orders.
"use strict";
const { createRequire } = require("module");
const { ActivityType } = createRequire("/opt/discord-js/")("discord.js");

module.exports = {
  async guild({ guild }) {
    const there = this.guildOf(guild);
    return {
      name: there.name,
      channels: there.channels.cache.map((one) => one.name).sort(),
      roles: there.roles.cache.map((one) => one.name).sort(),
      members: there.memberCount,
    };
  },

  async fetch_channel({ channel }) {
    return (await this.client.channels.fetch(channel, { force: true })).name;
  },

  async members({ guild }) {
    return (await this.guildOf(guild).members.fetch()).map((one) => one.user.username).sort();
  },

  async search_members({ guild, query }) {
    return (await this.guildOf(guild).members.fetch({ query, limit: 5 })).map((one) => one.user.username).sort();
  },

  async make_channel({ guild, name }) {
    return (await this.guildOf(guild).channels.create({ name })).id;
  },

  async rename_channel({ channel, name }) {
    return (await (await this.place(channel)).edit({ name })).name;
  },

  async hide_channel({ channel, role }) {
    await (await this.place(channel)).permissionOverwrites.create(role, { ViewChannel: false });
  },

  async delete_channel({ channel }) {
    await (await this.place(channel)).delete();
  },

  async make_role({ guild, name }) {
    return (await this.guildOf(guild).roles.create({ name })).id;
  },

  async member({ guild, person }) {
    return await this.guildOf(guild).members.fetch({ user: person, force: true });
  },

  async give_role({ guild, person, role }) {
    await (await this.member({ guild, person })).roles.add(role);
  },

  async take_role({ guild, person, role }) {
    await (await this.member({ guild, person })).roles.remove(role);
  },

  async roles_of({ guild, person }) {
    return (await this.member({ guild, person })).roles.cache.map((one) => one.id).filter((id) => id !== guild);
  },

  async delete_role({ guild, role }) {
    await this.guildOf(guild).roles.delete(role);
  },

  async nickname({ guild, person, nick }) {
    return (await (await this.member({ guild, person })).setNickname(nick)).nickname;
  },

  async kick({ guild, person }) {
    await this.guildOf(guild).members.kick(person);
  },

  async direct({ person }) {
    return (await (await this.client.users.fetch(person)).createDM(true)).id;
  },

  async presence({ status, playing }) {
    this.client.user.setPresence({ status, activities: [{ name: playing, type: ActivityType.Playing }] });
  },
};
