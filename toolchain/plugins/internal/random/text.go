package random

import (
	"crypto/rand"
	"errors"
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

// planText fills in what a state of this kind always has. `number` is the former name of `numeric`.
func planText(inputs property.Map) (property.Map, error) {
	former, numeric := inputs.Get("number"), inputs.Get("numeric")
	if former.IsBool() && numeric.IsBool() && former.AsBool() != numeric.AsBool() {
		return inputs, errors.New("Number and numeric are both configured with different values - " +
			"Number is deprecated, use numeric instead")
	}
	if numeric.IsNull() && !former.IsNull() {
		inputs = inputs.Set("numeric", former)
	}
	for _, c := range classes {
		if inputs.Get(c.allow).IsNull() {
			inputs = inputs.Set(c.allow, property.New(true))
		}
		if inputs.Get(c.minimum).IsNull() {
			inputs = inputs.Set(c.minimum, property.New(0.0))
		}
	}
	return inputs.Set("number", inputs.Get("numeric")), nil
}

// checkText refuses a length that the minima do not fit in, and a text without any characters to
// choose from. What is not known yet is not checked.
func checkText(inputs property.Map) []p.CheckFailure {
	var failures []p.CheckFailure
	refuse := func(property, reason string) {
		failures = append(failures, p.CheckFailure{Property: property, Reason: reason})
	}
	minima, allowed := 0.0, false
	for _, c := range classes {
		if minimum := inputs.Get(c.minimum); minimum.IsNumber() {
			minima += minimum.AsNumber()
			if minimum.AsNumber() < 0 { // here the official plugin panics
				refuse(c.minimum, "must not be negative")
			}
		}
		allow := inputs.Get(c.allow)
		if c.allow == "numeric" && allow.IsNull() {
			allow = inputs.Get("number")
		}
		allowed = allowed || !allow.IsBool() || allow.AsBool()
	}
	if length := inputs.Get("length"); length.IsNumber() {
		const bound = "Attribute length value must be at least %s, got: %v"
		if length.AsNumber() < 1 {
			refuse("length", fmt.Sprintf(bound, "1", length.AsNumber()))
		}
		if length.AsNumber() < minima {
			sum := "sum of min_upper + min_lower + min_numeric + min_special"
			refuse("length", fmt.Sprintf(bound, sum, length.AsNumber()))
		}
	}
	if !allowed {
		refuse("numeric", "At least one attribute out of [special,upper,lower,numeric] must be specified as true")
	}
	return failures
}

// makeText picks the minima of each class, the rest from all that are allowed, and shuffles.
func makeText(inputs property.Map) (string, error) {
	var all string
	var picked []rune
	for _, c := range classes {
		set := c.characters
		if override := inputs.Get("overrideSpecial"); c.allow == "special" && override.IsString() && override.AsString() != "" {
			set = override.AsString()
		}
		if inputs.Get(c.allow).AsBool() {
			all += set
		}
		if err := pick(&picked, set, int(inputs.Get(c.minimum).AsNumber())); err != nil {
			return "", err
		}
	}
	if err := pick(&picked, all, int(inputs.Get("length").AsNumber())-len(picked)); err != nil {
		return "", err
	}
	for last := len(picked) - 1; last > 0; last-- {
		other, err := below(last + 1)
		if err != nil {
			return "", err
		}
		picked[last], picked[other] = picked[other], picked[last]
	}
	return string(picked), nil
}

func pick(picked *[]rune, from string, count int) error {
	letters := []rune(from)
	for ; count > 0; count-- {
		at, err := below(len(letters))
		if err != nil {
			return err
		}
		*picked = append(*picked, letters[at])
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
