package main

import (
	"errors"
	"fmt"
	"io"
	"log"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// pace is how long a session's begin must be from the one before; the library leaves that to its user.
const pace = 5 * time.Second

type answer func(*discordgo.Interaction) error

// account is a client of one account: a session for each shard, since the library has them apart.
type account struct {
	ear     *ear
	mutex   sync.Mutex
	shards  []*discordgo.Session
	answers map[string]answer
}

func init() {
	discordgo.Logger = func(level, _ int, format string, words ...any) {
		if level == discordgo.LogError {
			log.Printf(format, words...)
		}
	}
}

func (a *account) session() *discordgo.Session {
	return a.shards[0]
}

func (a *account) open(token string, shard, count int) error {
	session, err := discordgo.New("Bot " + token)
	if err != nil {
		return err
	}
	session.Identify.Intents = discordgo.IntentsAll
	session.ShardID, session.ShardCount = shard, count
	session.SyncEvents = true // or events reach the handlers in no order
	a.listen(session, shard)
	a.shards = append(a.shards, session)
	return session.Open()
}

func (a *account) listen(session *discordgo.Session, shard int) {
	hear := a.ear.hear
	session.AddHandler(func(_ *discordgo.Session, _ *discordgo.Ready) {
		hear("ready", shard)
		hear("back", shard)
	})
	session.AddHandler(func(_ *discordgo.Session, _ *discordgo.Resumed) {
		hear("resumed", shard)
		hear("back", shard)
	})
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageCreate) { a.hearMessage(told.Message) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageUpdate) { hear("edit", told.Content) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageDelete) { hear("delete", told.ID) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageDeleteBulk) { hear("bulk", len(told.Messages)) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageReactionAdd) { hear("reaction", told.Emoji.Name) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.MessageReactionRemove) { hear("unreaction", told.Emoji.Name) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.TypingStart) { hear("typing", told.UserID) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.ChannelPinsUpdate) { hear("pins", told.ChannelID) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.ThreadCreate) { hear("thread", told.Name) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.ChannelCreate) { hear("channel", told.Name) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.GuildRoleCreate) { hear("role", told.Role.Name) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.GuildMemberAdd) { hear("join", told.User.Username) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.GuildMemberRemove) { hear("leave", told.User.Username) })
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.GuildCreate) { hear("guild", told.ID) })
	session.AddHandler(func(known *discordgo.Session, told *discordgo.PresenceUpdate) {
		// The event names the person by id alone.
		if member, err := known.State.Member(told.GuildID, told.User.ID); err == nil {
			hear("presence", fmt.Sprint(member.User.Username, " ", told.Status))
		}
	})
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.GuildMembersChunk) {
		for _, member := range told.Members {
			hear("member "+told.Nonce, member.User.Username)
		}
		if told.ChunkIndex+1 == told.ChunkCount {
			hear("members", told.Nonce)
		}
	})
	session.AddHandler(func(_ *discordgo.Session, told *discordgo.InteractionCreate) { a.interact(told.Interaction) })
}

func (a *account) hearMessage(message *discordgo.Message) {
	a.ear.hear("new", message.Content)
	if message.MessageReference != nil && message.MessageReference.MessageID != "" {
		a.ear.hear("reply", message.MessageReference.MessageID)
	}
	for _, embed := range message.Embeds {
		a.ear.hear("embed", embed.Title)
	}
}

func (a *account) hasGuild(id string) bool {
	return a.ear.until(func(heard []news) bool {
		for _, one := range heard {
			if one == (news{"guild", id}) {
				return true
			}
		}
		return false
	}, patience)
}

// What the script asks about and the library has no way to do.
var lacks = map[string]string{
	"resume zombies":  "it leaves a zombie connection with close code 1000, which ends its session",
	"hold everything": "it reads how long a global 429 lasts from X-RateLimit-Reset-After, which Discord doesn't send with one",
	"give up":         "it goes on trying when its token is revoked",
}

var accountDeeds = map[string]deed{
	"connect": func(a *account, o order) (any, error) {
		count := o.number("shards", 1)
		for shard := range count {
			if count > 1 {
				<-time.After(pace)
			}
			if err := a.open(o.text("token"), shard, count); err != nil {
				return nil, err
			}
		}
		for _, session := range a.shards {
			for _, guild := range session.State.Ready.Guilds {
				if !a.hasGuild(guild.ID) {
					return nil, fmt.Errorf("guild %s never came", guild.ID)
				}
			}
		}
		return nil, nil
	},
	"stop": func(a *account, _ order) (any, error) {
		for _, session := range a.shards {
			if err := session.Close(); err != nil {
				return nil, err
			}
		}
		return nil, nil
	},
	"can": func(_ *account, o order) (any, error) {
		if why := lacks[o.text("what")]; why != "" {
			return nil, fmt.Errorf("%w: %s", errCannot, why)
		}
		return nil, nil
	},
	"me": func(a *account, _ order) (any, error) {
		me := a.session().State.User
		return map[string]any{"id": me.ID, "name": me.Username, "bot": me.Bot}, nil
	},
	"shards_of": func(a *account, o order) (any, error) {
		found := []int{}
		for _, id := range o.texts("guilds") {
			for _, session := range a.shards {
				if _, err := session.State.Guild(id); err == nil {
					found = append(found, session.ShardID)
				}
			}
		}
		return found, nil
	},
}

// nameOf returns Discord's code for an error, the HTTP status where there is none, or the gateway's close code.
func nameOf(err error) string {
	var rest *discordgo.RESTError
	var closed *websocket.CloseError
	switch {
	case errors.Is(err, errCannot):
		return "CANNOT"
	case errors.As(err, &rest) && rest.Message != nil && rest.Message.Code != 0:
		return strconv.Itoa(rest.Message.Code)
	case errors.As(err, &rest):
		return strconv.Itoa(rest.Response.StatusCode)
	case errors.Is(err, discordgo.ErrUnauthorized):
		return "401"
	case errors.As(err, &closed) && closed.Code == 4004:
		return "401"
	case errors.As(err, &closed):
		return strconv.Itoa(closed.Code)
	case errors.Is(err, io.EOF):
		return "EOF"
	}
	return strings.SplitN(err.Error(), ":", 2)[0]
}
