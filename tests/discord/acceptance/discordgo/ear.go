package main

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

const patience = 15 * time.Second

type news struct{ kind, what string }

// ear keeps what an account's client was told, in order.
type ear struct {
	mutex sync.Mutex
	heard []news
	more  chan struct{}
}

func newEar() *ear {
	return &ear{more: make(chan struct{})}
}

func (e *ear) hear(kind string, what any) {
	e.mutex.Lock()
	defer e.mutex.Unlock()
	e.heard = append(e.heard, news{kind, fmt.Sprint(what)})
	close(e.more)
	e.more = make(chan struct{})
}

// until waits for what `holds` says of all that was heard; false when it doesn't come in time.
func (e *ear) until(holds func([]news) bool, limit time.Duration) bool {
	deadline := time.After(limit)
	for {
		e.mutex.Lock()
		held, more := holds(e.heard), e.more
		e.mutex.Unlock()
		if held {
			return true
		}
		select {
		case <-more:
		case <-deadline:
			return false
		}
	}
}

func limitOf(o order) time.Duration {
	return time.Duration(o.number("patience", int(patience/time.Second))) * time.Second
}

func starting(heard []news, prefix string) []string {
	found := []string{}
	for _, one := range heard {
		if one.kind == "new" && strings.HasPrefix(one.what, prefix) {
			found = append(found, one.what)
		}
	}
	return found
}

var earDeeds = map[string]deed{
	"hears": func(a *account, o order) (any, error) {
		wanted := news{o.text("kind"), o.text("what")}
		return a.ear.until(func(heard []news) bool {
			for _, one := range heard {
				if one == wanted {
					return true
				}
			}
			return false
		}, limitOf(o)), nil
	},
	"counts": func(a *account, o order) (any, error) {
		var found []string
		a.ear.until(func(heard []news) bool {
			found = starting(heard, o.text("prefix"))
			return len(found) >= o.number("count", 0)
		}, limitOf(o))
		return found, nil
	},
	"forget": func(a *account, _ order) (any, error) {
		a.ear.mutex.Lock()
		defer a.ear.mutex.Unlock()
		a.ear.heard = nil
		return nil, nil
	},
}
