// Command discordgo lets the library of that name do what the script orders: a JSON object a line, in and out.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"sync"
)

// errCannot is what the library has no way to do.
var errCannot = errors.New("CANNOT")

// order is one line of the script's.
type order map[string]any

func (o order) text(name string) string {
	text, _ := o[name].(string)
	return text
}

func (o order) number(name string, usual int) int {
	if number, ok := o[name].(float64); ok {
		return int(number)
	}
	return usual
}

func (o order) flag(name string) bool {
	flag, _ := o[name].(bool)
	return flag
}

func (o order) texts(name string) []string {
	found := []string{}
	items, _ := o[name].([]any)
	for _, item := range items {
		if text, ok := item.(string); ok {
			found = append(found, text)
		}
	}
	return found
}

type deed func(*account, order) (any, error)

var (
	writing  sync.Mutex
	knowing  sync.Mutex
	accounts = map[string]*account{}
)

func accountOf(name string) *account {
	knowing.Lock()
	defer knowing.Unlock()
	if accounts[name] == nil {
		accounts[name] = &account{ear: newEar(), answers: map[string]answer{}}
	}
	return accounts[name]
}

func carryOut(o order) (any, error) {
	for _, deeds := range []map[string]deed{earDeeds, accountDeeds, placeDeeds, messageDeeds, threadDeeds} {
		if do := deeds[o.text("op")]; do != nil {
			return do(accountOf(o.text("account")), o)
		}
	}
	return nil, fmt.Errorf("%w: the driver has no %s", errCannot, o.text("op"))
}

func answerTo(o order) map[string]any {
	result, err := carryOut(o)
	if err != nil {
		return map[string]any{"line": o["line"], "error": nameOf(err), "text": err.Error()}
	}
	return map[string]any{"line": o["line"], "result": result}
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			fmt.Fprintln(os.Stderr, err)
			continue
		}
		go func() {
			line, err := json.Marshal(answerTo(o))
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				return
			}
			writing.Lock()
			defer writing.Unlock()
			os.Stdout.Write(append(line, '\n'))
		}()
	}
}
