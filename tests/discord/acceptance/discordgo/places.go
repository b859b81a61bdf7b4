package main

import (
	"sort"

	"github.com/bwmarrin/discordgo"
)

func names[T any](items []T, name func(T) string) []string {
	found := []string{}
	for _, item := range items {
		found = append(found, name(item))
	}
	sort.Strings(found)
	return found
}

// members asks the gateway for a guild's members and waits for the last chunk.
func members(a *account, guild, query string, limit int) (any, error) {
	nonce := "all" + query
	if err := a.session().RequestGuildMembers(guild, query, limit, nonce, false); err != nil {
		return nil, err
	}
	found := []string{}
	a.ear.until(func(heard []news) bool {
		found = []string{}
		complete := false
		for _, one := range heard {
			if one.kind == "member "+nonce {
				found = append(found, one.what)
			}
			complete = complete || one == news{"members", nonce}
		}
		return complete
	}, patience)
	sort.Strings(found)
	return found, nil
}

var placeDeeds = map[string]deed{
	"guild": func(a *account, o order) (any, error) {
		guild, err := a.session().State.Guild(o.text("guild"))
		if err != nil {
			return nil, err
		}
		return map[string]any{
			"name":     guild.Name,
			"channels": names(guild.Channels, func(one *discordgo.Channel) string { return one.Name }),
			"roles":    names(guild.Roles, func(one *discordgo.Role) string { return one.Name }),
			"members":  guild.MemberCount,
		}, nil
	},
	"fetch_channel": func(a *account, o order) (any, error) {
		channel, err := a.session().Channel(o.text("channel"))
		if err != nil {
			return nil, err
		}
		return channel.Name, nil
	},
	"members": func(a *account, o order) (any, error) { return members(a, o.text("guild"), "", 0) },
	"search_members": func(a *account, o order) (any, error) {
		return members(a, o.text("guild"), o.text("query"), 5)
	},
	"make_channel": func(a *account, o order) (any, error) {
		channel, err := a.session().GuildChannelCreate(o.text("guild"), o.text("name"), discordgo.ChannelTypeGuildText)
		if err != nil {
			return nil, err
		}
		return channel.ID, nil
	},
	"rename_channel": func(a *account, o order) (any, error) {
		channel, err := a.session().ChannelEdit(o.text("channel"), &discordgo.ChannelEdit{Name: o.text("name")})
		if err != nil {
			return nil, err
		}
		return channel.Name, nil
	},
	"hide_channel": func(a *account, o order) (any, error) {
		kind, deny := discordgo.PermissionOverwriteTypeRole, int64(discordgo.PermissionViewChannel)
		return nil, a.session().ChannelPermissionSet(o.text("channel"), o.text("role"), kind, 0, deny)
	},
	"delete_channel": func(a *account, o order) (any, error) {
		_, err := a.session().ChannelDelete(o.text("channel"))
		return nil, err
	},
	"make_role": func(a *account, o order) (any, error) {
		role, err := a.session().GuildRoleCreate(o.text("guild"), &discordgo.RoleParams{Name: o.text("name")})
		if err != nil {
			return nil, err
		}
		return role.ID, nil
	},
	"give_role": func(a *account, o order) (any, error) {
		return nil, a.session().GuildMemberRoleAdd(o.text("guild"), o.text("person"), o.text("role"))
	},
	"take_role": func(a *account, o order) (any, error) {
		return nil, a.session().GuildMemberRoleRemove(o.text("guild"), o.text("person"), o.text("role"))
	},
	"roles_of": func(a *account, o order) (any, error) {
		member, err := a.session().GuildMember(o.text("guild"), o.text("person"))
		if err != nil {
			return nil, err
		}
		return append([]string{}, member.Roles...), nil
	},
	"delete_role": func(a *account, o order) (any, error) {
		return nil, a.session().GuildRoleDelete(o.text("guild"), o.text("role"))
	},
	"nickname": func(a *account, o order) (any, error) {
		changes := &discordgo.GuildMemberParams{Nick: o.text("nick")}
		member, err := a.session().GuildMemberEdit(o.text("guild"), o.text("person"), changes)
		if err != nil {
			return nil, err
		}
		return member.Nick, nil
	},
	"kick": func(a *account, o order) (any, error) {
		return nil, a.session().GuildMemberDelete(o.text("guild"), o.text("person"))
	},
	"direct": func(a *account, o order) (any, error) {
		channel, err := a.session().UserChannelCreate(o.text("person"))
		if err != nil {
			return nil, err
		}
		return channel.ID, nil
	},
	"presence": func(a *account, o order) (any, error) {
		playing := []*discordgo.Activity{{Name: o.text("playing"), Type: discordgo.ActivityTypeGame}}
		return nil, a.session().UpdateStatusComplex(
			discordgo.UpdateStatusData{Status: o.text("status"), Activities: playing},
		)
	},
}
