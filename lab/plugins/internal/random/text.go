package random

import (
	"crypto/rand"
	"fmt"
	"math/big"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
	"golang.org/x/crypto/bcrypt"
)

// class is a set of characters, the input that allows it and the one that asks for a minimum.
type class struct{ allow, minimum, characters string }

const special = "!@#$%&*()-_=+[]{}<>:?"

var classes = []class{
	{"upper", "minUpper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"},
	{"lower", "minLower", "abcdefghijklmnopqrstuvwxyz"},
	{"numeric", "minNumeric", "0123456789"},
	{"special", "minSpecial", special},
}

// withDefaults fills in what a state of this kind always has.
func withDefaults(k kind, inputs property.Map) property.Map {
	if k.required != "length" {
		return inputs
	}
	if given := inputs.Get("number"); !given.IsNull() && inputs.Get("numeric").IsNull() {
		inputs = inputs.Set("numeric", given)
	}
	for _, c := range classes {
		if inputs.Get(c.allow).IsNull() {
			inputs = inputs.Set(c.allow, property.New(true))
		}
		if inputs.Get(c.minimum).IsNull() {
			inputs = inputs.Set(c.minimum, property.New(0.0))
		}
	}
	return inputs.Set("number", inputs.Get("numeric"))
}

// checkText refuses a length that the minima do not fit in, and a text without any characters to
// choose from. What is not known yet is not checked.
func checkText(inputs property.Map) []p.CheckFailure {
	length, minima := inputs.Get("length"), 0.0
	filled := withDefaults(kind{required: "length"}, inputs)
	allowed := false
	for _, c := range classes {
		if minimum := filled.Get(c.minimum); minimum.IsNumber() {
			minima += minimum.AsNumber()
		}
		allow := filled.Get(c.allow)
		allowed = allowed || !allow.IsBool() || allow.AsBool()
	}
	if length.IsNumber() && (length.AsNumber() < 1 || length.AsNumber() < minima) {
		return []p.CheckFailure{{Property: "length", Reason: fmt.Sprintf(
			"Attribute length value must be at least 1 and at least sum of min_upper + min_lower + "+
				"min_numeric + min_special, got: %v", length.AsNumber())}}
	}
	if !allowed {
		return []p.CheckFailure{{Property: "special", Reason: "at least one of upper, lower, numeric and special must be true"}}
	}
	return nil
}

// makeText picks the minima of each class, the rest from all that are allowed, and shuffles.
func makeText(inputs property.Map) (string, error) {
	var all string
	var text []byte
	for _, c := range classes {
		set := c.characters
		if override := inputs.Get("overrideSpecial"); c.allow == "special" && override.IsString() && override.AsString() != "" {
			set = override.AsString()
		}
		if inputs.Get(c.allow).AsBool() {
			all += set
		}
		if err := pick(&text, set, int(inputs.Get(c.minimum).AsNumber())); err != nil {
			return "", err
		}
	}
	if err := pick(&text, all, int(inputs.Get("length").AsNumber())-len(text)); err != nil {
		return "", err
	}
	for last := len(text) - 1; last > 0; last-- {
		other, err := below(last + 1)
		if err != nil {
			return "", err
		}
		text[last], text[other] = text[other], text[last]
	}
	return string(text), nil
}

func pick(text *[]byte, from string, count int) error {
	for ; count > 0; count-- {
		at, err := below(len(from))
		if err != nil {
			return err
		}
		*text = append(*text, from[at])
	}
	return nil
}

func below(limit int) (int, error) {
	number, err := rand.Int(rand.Reader, big.NewInt(int64(limit)))
	if err != nil {
		return 0, err
	}
	return int(number.Int64()), nil
}

func makePassword(inputs property.Map) (string, property.Map, error) {
	text, err := makeText(inputs)
	if err != nil {
		return "", property.Map{}, err
	}
	// bcrypt reads no more than 72 bytes.
	hash, err := bcrypt.GenerateFromPassword([]byte(text[:min(len(text), 72)]), bcrypt.DefaultCost)
	if err != nil {
		return "", property.Map{}, err
	}
	state := inputs.Set("result", property.New(text)).Set("bcryptHash", property.New(string(hash)))
	return "none", state, nil
}

func makeString(inputs property.Map) (string, property.Map, error) {
	text, err := makeText(inputs)
	return text, inputs.Set("result", property.New(text)), err
}
