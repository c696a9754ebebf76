package random

import (
	"fmt"
	"strconv"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// form is what an input must be, and what is taken for it.
type form func(value property.Value) (property.Value, error)

// number takes a text of a number for one, as the official plugin does.
func number(value property.Value) (property.Value, error) {
	if value.IsString() {
		if parsed, err := strconv.ParseFloat(value.AsString(), 64); err == nil {
			return property.New(parsed), nil
		}
	}
	if !value.IsNumber() {
		return value, fmt.Errorf("Expected a Number, got %s", what(value))
	}
	return value, nil
}

// truth takes no text, not even "true".
func truth(value property.Value) (property.Value, error) {
	if !value.IsBool() {
		return value, fmt.Errorf("Expected a Boolean, got %s", what(value))
	}
	return value, nil
}

func text(value property.Value) (property.Value, error) {
	switch {
	case value.IsNumber():
		return property.New(strconv.FormatFloat(value.AsNumber(), 'f', -1, 64)), nil
	case value.IsBool():
		return property.New(strconv.FormatBool(value.AsBool())), nil
	case !value.IsString():
		return value, fmt.Errorf("Expected a String, got %s", what(value))
	}
	return value, nil
}

// texts is a map of texts and nulls.
func texts(value property.Value) (property.Value, error) {
	if !value.IsMap() {
		return value, fmt.Errorf("Expected an Object PropertyValue, found %s", what(value))
	}
	converted := map[string]property.Value{}
	for name, entry := range value.AsMap().All {
		known, err := convert(text, entry)
		if err != nil {
			return value, fmt.Errorf("encMap failed on %q: %w", name, err)
		}
		converted[name] = known
	}
	return property.New(property.NewMap(converted)), nil
}

// convert leaves be what is null or not known yet, and keeps the mark of a secret.
func convert(to form, value property.Value) (property.Value, error) {
	if value.IsNull() || value.IsComputed() {
		return value, nil
	}
	converted, err := to(value)
	return converted.WithSecret(value.Secret()).WithDependencies(value.Dependencies()), err
}

// what names the type of a value, which may itself be a secret.
func what(value property.Value) string {
	switch {
	case value.IsString():
		return "a text"
	case value.IsNumber():
		return "a number"
	case value.IsBool():
		return "a boolean"
	case value.IsArray():
		return "a list"
	case value.IsMap():
		return "a map"
	}
	return "something else"
}

// encode makes all inputs what they must be; an error names the one that cannot.
func (k kind) encode(inputs property.Map) (property.Map, error) {
	encoded := property.Map{}
	for name, to := range k.inputs {
		value, err := convert(to, inputs.Get(name))
		if err != nil {
			return encoded, fmt.Errorf("cannot encode resource inputs: failed on property %q: %w", name, err)
		}
		if !value.IsNull() {
			encoded = encoded.Set(name, value)
		}
	}
	return encoded, nil
}

// refusals are what is wrong with the inputs themselves, before anything is planned.
func (k kind) refusals(inputs property.Map) []p.CheckFailure {
	var failures []p.CheckFailure
	if k.required != "" && inputs.Get(k.required).IsNull() {
		reason := fmt.Sprintf("Missing required property '%s'", k.required)
		return []p.CheckFailure{{Property: k.required, Reason: reason}}
	}
	for name, value := range inputs.AllStable {
		if value.IsNumber() && value.AsNumber() != float64(int64(value.AsNumber())) {
			reason := fmt.Sprintf("Value %v is not an integer", value.AsNumber())
			failures = append(failures, p.CheckFailure{Property: name, Reason: reason})
		}
	}
	return append(failures, k.check(inputs)...)
}
