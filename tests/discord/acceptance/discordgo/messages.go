package main

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"github.com/bwmarrin/discordgo"
)

const page = 100

func idOf(message *discordgo.Message, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return message.ID, nil
}

func contents(messages []*discordgo.Message) []string {
	found := []string{}
	for _, message := range messages {
		found = append(found, message.Content)
	}
	return found
}

func send(a *account, o order) (any, error) {
	channel, text := o.text("channel"), o.text("text")
	if answered := o.text("reply_to"); answered != "" {
		reference := &discordgo.MessageReference{ChannelID: channel, MessageID: answered}
		return idOf(a.session().ChannelMessageSendReply(channel, text, reference))
	}
	return idOf(a.session().ChannelMessageSend(channel, text))
}

func storm(a *account, o order) (any, error) {
	texts := o.texts("texts")
	failures := make([]error, len(texts))
	var all sync.WaitGroup
	for number, text := range texts {
		all.Add(1)
		go func() {
			defer all.Done()
			_, failures[number] = a.session().ChannelMessageSend(o.text("channel"), text)
		}()
	}
	all.Wait()
	return len(texts), errors.Join(failures...)
}

func show(message *discordgo.Message) map[string]any {
	shown := map[string]any{
		"text":     message.Content,
		"author":   message.Author.Username,
		"reply_to": nil,
		"edited":   message.EditedTimestamp != nil,
		"pinned":   message.Pinned,
		"embeds":   []any{},
		"poll":     []string{},
		"files":    []any{},
	}
	if message.MessageReference != nil {
		shown["reply_to"] = message.MessageReference.MessageID
	}
	for _, one := range message.Embeds {
		fields := []string{}
		for _, field := range one.Fields {
			fields = append(fields, field.Name)
		}
		shown["embeds"] = append(shown["embeds"].([]any), []any{one.Title, one.Description, fields})
	}
	if message.Poll != nil {
		for _, one := range message.Poll.Answers {
			shown["poll"] = append(shown["poll"].([]string), one.Media.Text)
		}
	}
	for _, one := range message.Attachments {
		shown["files"] = append(shown["files"].([]any), []any{one.Filename, one.Size})
	}
	return shown
}

func wholeHistory(a *account, o order) (any, error) {
	for count, before := 0, ""; ; {
		found, err := a.session().ChannelMessages(o.text("channel"), page, before, "", "")
		if err != nil {
			return nil, err
		}
		count += len(found)
		if len(found) < page {
			return count, nil
		}
		before = found[page-1].ID
	}
}

func upload(a *account, o order) (any, error) {
	message := &discordgo.MessageSend{Content: o.text("text")}
	for _, path := range o.texts("paths") {
		file, err := os.Open(path)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		message.Files = append(message.Files, &discordgo.File{Name: filepath.Base(path), Reader: file})
	}
	return idOf(a.session().ChannelMessageSendComplex(o.text("channel"), message))
}

// download fetches with the library's own HTTP client, since it has no call for files.
func download(a *account, o order) (any, error) {
	message, err := a.session().ChannelMessage(o.text("channel"), o.text("number"))
	if err != nil {
		return nil, err
	}
	answer, err := a.session().Client.Get(message.Attachments[0].URL)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, errors.New(answer.Status)
	}
	file, err := os.Create(o.text("path"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	_, err = io.Copy(file, answer.Body)
	return nil, err
}

var messageDeeds = map[string]deed{
	"send":          send,
	"storm":         storm,
	"upload":        upload,
	"download":      download,
	"whole_history": wholeHistory,
	"embed": func(a *account, o order) (any, error) {
		field := &discordgo.MessageEmbedField{Name: o.text("field"), Value: "1"}
		return idOf(a.session().ChannelMessageSendEmbed(o.text("channel"), &discordgo.MessageEmbed{
			Title: o.text("title"), Description: o.text("description"), Color: 0x00ff00,
			Fields: []*discordgo.MessageEmbedField{field},
		}))
	},
	"poll": func(a *account, o order) (any, error) {
		poll := &discordgo.Poll{Question: discordgo.PollMedia{Text: o.text("question")}, Duration: 1}
		for _, text := range o.texts("answers") {
			poll.Answers = append(poll.Answers, discordgo.PollAnswer{Media: &discordgo.PollMedia{Text: text}})
		}
		return idOf(a.session().ChannelMessageSendComplex(o.text("channel"), &discordgo.MessageSend{Poll: poll}))
	},
	"edit": func(a *account, o order) (any, error) {
		return idOf(a.session().ChannelMessageEdit(o.text("channel"), o.text("number"), o.text("text")))
	},
	"delete": func(a *account, o order) (any, error) {
		return nil, a.session().ChannelMessageDelete(o.text("channel"), o.text("number"))
	},
	"bulk_delete": func(a *account, o order) (any, error) {
		return nil, a.session().ChannelMessagesBulkDelete(o.text("channel"), o.texts("numbers"))
	},
	"message": func(a *account, o order) (any, error) {
		message, err := a.session().ChannelMessage(o.text("channel"), o.text("number"))
		if err != nil {
			return nil, err
		}
		return show(message), nil
	},
	"history": func(a *account, o order) (any, error) {
		found, err := a.session().ChannelMessages(
			o.text("channel"), o.number("limit", page), o.text("before"), o.text("after"), o.text("around"),
		)
		return contents(found), err
	},
	"react": func(a *account, o order) (any, error) {
		return nil, a.session().MessageReactionAdd(o.text("channel"), o.text("number"), o.text("emoji"))
	},
	"unreact": func(a *account, o order) (any, error) {
		return nil, a.session().MessageReactionRemove(o.text("channel"), o.text("number"), o.text("emoji"), "@me")
	},
	"reactors": func(a *account, o order) (any, error) {
		message, err := a.session().ChannelMessage(o.text("channel"), o.text("number"))
		if err != nil {
			return nil, err
		}
		emoji := message.Reactions[0].Emoji.Name
		found, err := a.session().MessageReactions(o.text("channel"), o.text("number"), emoji, page, "", "")
		return names(found, func(one *discordgo.User) string { return one.Username }), err
	},
	"pin": func(a *account, o order) (any, error) {
		return nil, a.session().ChannelMessagePin(o.text("channel"), o.text("number"))
	},
	"unpin": func(a *account, o order) (any, error) {
		return nil, a.session().ChannelMessageUnpin(o.text("channel"), o.text("number"))
	},
	"pins": func(a *account, o order) (any, error) {
		found, err := a.session().ChannelMessagesPinned(o.text("channel"))
		return contents(found), err
	},
	"typing": func(a *account, o order) (any, error) { return nil, a.session().ChannelTyping(o.text("channel")) },
}
