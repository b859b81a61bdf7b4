package main

import (
	"errors"
	"log"

	"github.com/bwmarrin/discordgo"
)

const hour = 60

func channelID(channel *discordgo.Channel, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return channel.ID, nil
}

func startThread(a *account, o order) (any, error) {
	if number := o.text("number"); number != "" {
		return channelID(a.session().MessageThreadStart(o.text("channel"), number, o.text("name"), hour))
	}
	kind := discordgo.ChannelTypeGuildPublicThread
	return channelID(a.session().ThreadStart(o.text("channel"), o.text("name"), kind, hour))
}

func post(a *account, o order) (any, error) {
	forum, err := a.session().Channel(o.text("forum"))
	if err != nil {
		return nil, err
	}
	thread := &discordgo.ThreadStart{Name: o.text("name"), AutoArchiveDuration: hour}
	for _, tag := range forum.AvailableTags {
		if tag.Name == o.text("tag") {
			thread.AppliedTags = append(thread.AppliedTags, tag.ID)
		}
	}
	message := &discordgo.MessageSend{Content: o.text("text")}
	return channelID(a.session().ForumThreadStartComplex(forum.ID, thread, message))
}

func hookSays(a *account, o order) (any, error) {
	message := &discordgo.WebhookParams{Content: o.text("text"), Username: o.text("name")}
	if thread := o.text("thread"); thread != "" {
		return idOf(a.session().WebhookThreadExecute(o.text("webhook"), o.text("token"), true, thread, message))
	}
	return idOf(a.session().WebhookExecute(o.text("webhook"), o.text("token"), true, message))
}

func (a *account) interact(told *discordgo.Interaction) {
	var err error
	switch told.Type {
	case discordgo.InteractionMessageComponent:
		changed := &discordgo.InteractionResponseData{Content: "pressed", Components: []discordgo.MessageComponent{}}
		response := &discordgo.InteractionResponse{Type: discordgo.InteractionResponseUpdateMessage, Data: changed}
		err = a.session().InteractionRespond(told, response)
	case discordgo.InteractionApplicationCommand:
		a.mutex.Lock()
		respond := a.answers[told.ApplicationCommandData().Name]
		a.mutex.Unlock()
		err = respond(told)
	}
	if err != nil {
		log.Print(err)
	}
}

func say(a *account, text string) answer {
	return func(told *discordgo.Interaction) error {
		return a.session().InteractionRespond(told, &discordgo.InteractionResponse{
			Type: discordgo.InteractionResponseChannelMessageWithSource,
			Data: &discordgo.InteractionResponseData{Content: text},
		})
	}
}

func sayLater(a *account, text string) answer {
	return func(told *discordgo.Interaction) error {
		later := discordgo.InteractionResponseDeferredChannelMessageWithSource
		if err := a.session().InteractionRespond(told, &discordgo.InteractionResponse{Type: later}); err != nil {
			return err
		}
		_, err := a.session().FollowupMessageCreate(told, true, &discordgo.WebhookParams{Content: text})
		return err
	}
}

// answerCommands answers a command at once, and another one after a while; both say their own names.
func answerCommands(a *account, o order) (any, error) {
	now, later := o.text("now"), o.text("later")
	a.mutex.Lock()
	a.answers[now], a.answers[later] = say(a, now), sayLater(a, later)
	a.mutex.Unlock()
	commands := []*discordgo.ApplicationCommand{
		{Name: now, Description: now},
		{Name: later, Description: later},
	}
	_, err := a.session().ApplicationCommandBulkOverwrite(a.session().State.User.ID, o.text("guild"), commands)
	return nil, err
}

var threadDeeds = map[string]deed{
	"start_thread": startThread,
	"post":         post,
	"join_thread": func(a *account, o order) (any, error) {
		return nil, a.session().ThreadJoin(o.text("thread"))
	},
	"leave_thread": func(a *account, o order) (any, error) {
		return nil, a.session().ThreadLeave(o.text("thread"))
	},
	"archive": func(a *account, o order) (any, error) {
		archived := o.flag("archived")
		thread, err := a.session().ChannelEdit(o.text("thread"), &discordgo.ChannelEdit{Archived: &archived})
		if err != nil {
			return nil, err
		}
		return thread.ThreadMetadata.Archived, nil
	},
	"make_webhook": func(a *account, o order) (any, error) {
		made, err := a.session().WebhookCreate(o.text("channel"), o.text("name"), "")
		if err != nil {
			return nil, err
		}
		return map[string]string{"id": made.ID, "token": made.Token}, nil
	},
	"hook_says": hookSays,
	"hook_edits": func(a *account, o order) (any, error) {
		text := o.text("text")
		changes := &discordgo.WebhookEdit{Content: &text}
		return idOf(a.session().WebhookMessageEdit(o.text("webhook"), o.text("token"), o.text("number"), changes))
	},
	"hook_deletes": func(a *account, o order) (any, error) {
		return nil, a.session().WebhookMessageDelete(o.text("webhook"), o.text("token"), o.text("number"))
	},
	"delete_webhook": func(a *account, o order) (any, error) {
		_, err := a.session().WebhookDeleteWithToken(o.text("webhook"), o.text("token"))
		if errors.Is(err, discordgo.ErrJSONUnmarshal) {
			return nil, nil // the library waits for a body, and Discord's 204 has none
		}
		return nil, err
	},
	"answer_commands": answerCommands,
	"button": func(a *account, o order) (any, error) {
		button := discordgo.Button{Label: "press", CustomID: "press", Style: discordgo.SecondaryButton}
		row := discordgo.ActionsRow{Components: []discordgo.MessageComponent{button}}
		return idOf(a.session().ChannelMessageSendComplex(o.text("channel"), &discordgo.MessageSend{
			Content: o.text("text"), Components: []discordgo.MessageComponent{row},
		}))
	},
}
