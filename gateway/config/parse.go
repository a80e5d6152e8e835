package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

func parseText(text string) (string, error) { return text, nil }

// parseNonEmpty refuses an empty text, which as a role name or secret would be a mistake.
func parseNonEmpty(text string) (string, error) {
	if text == "" {
		return "", errors.New("empty text is not allowed")
	}
	return text, nil
}

// parseCount reads an integer of at least low.
func parseCount(low int) func(string) (int, error) {
	return func(text string) (int, error) {
		n, err := strconv.Atoi(text)
		if err != nil || n < low {
			return 0, fmt.Errorf("expecting an integer of at least %d, got %q", low, text)
		}
		return n, nil
	}
}

func parsePort(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > math.MaxUint16 {
		return 0, fmt.Errorf("expecting a port number, got %q", text)
	}
	return n, nil
}

// parseDuration reads a non-negative number, whole or decimal, of units.
func parseDuration(unit time.Duration) func(string) (time.Duration, error) {
	return func(text string) (time.Duration, error) {
		n, err := strconv.ParseFloat(text, 64)
		if err != nil || n < 0 || n*float64(unit) >= math.MaxInt64 {
			return 0, fmt.Errorf("expecting a non-negative number, got %q", text)
		}
		return time.Duration(n * float64(unit)), nil
	}
}

// parseOneOf accepts the given words; the message is the contract's where it gives one.
func parseOneOf(message string, words ...string) func(string) (string, error) {
	return func(text string) (string, error) {
		if slices.Contains(words, text) {
			return text, nil
		}
		return "", errors.New(message)
	}
}

// parseList accepts a comma-separated list of the given words.
func parseList(what string, words ...string) func(string) ([]string, error) {
	return func(text string) ([]string, error) {
		list := splitList(text)
		for _, item := range list {
			if !slices.Contains(words, item) {
				return nil, fmt.Errorf("unexpected %s %q; expecting a comma separated list of %s",
					what, item, strings.Join(words, ","))
			}
		}
		return list, nil
	}
}

// splitList splits at commas and drops blanks around the items and empty items.
func splitList(text string) []string {
	var list []string
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

func parseJSON(text string) (json.RawMessage, error) {
	if !json.Valid([]byte(text)) {
		return nil, errors.New("expecting valid JSON")
	}
	return json.RawMessage(text), nil
}

func parseJSONList(text string) ([]json.RawMessage, error) {
	var list []json.RawMessage
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, errors.New("expecting a JSON array")
	}
	return list, nil
}

func parseTextList(text string) ([]string, error) {
	var list []string
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, errors.New("expecting a JSON array of strings")
	}
	if slices.Contains(list, "") {
		return nil, errors.New("empty text is not allowed")
	}
	return list, nil
}
