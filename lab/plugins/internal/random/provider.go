// Package random makes values once, keeps them in the state, and makes new ones only when an input
// changes.
package random

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// kind is one type of resource.
type kind struct {
	inputs   []string // every input it takes
	required string   // the input that must be given, or ""
	outputs  []string // what only make knows, unknown until then
	secrets  []string // those of the outputs that are secret
	check    func(inputs property.Map) []p.CheckFailure
	make     func(inputs property.Map) (id string, state property.Map, err error)
}

var characters = []string{
	"keepers", "length", "lower", "minLower", "minNumeric", "minSpecial", "minUpper", "number",
	"numeric", "overrideSpecial", "special", "upper",
}

var kinds = map[tokens.Type]kind{
	"random:index/randomPassword:RandomPassword": {
		inputs: characters, required: "length",
		outputs: []string{"bcryptHash", "result"}, secrets: []string{"bcryptHash", "result"},
		check: checkText, make: makePassword,
	},
	"random:index/randomString:RandomString": {
		inputs: characters, required: "length", outputs: []string{"result"},
		check: checkText, make: makeString,
	},
	"random:index/randomUuid:RandomUuid": {
		inputs: []string{"keepers"}, outputs: []string{"result"}, check: noCheck, make: makeUUID,
	},
	"random:index/randomId:RandomId": {
		inputs: []string{"byteLength", "keepers", "prefix"}, required: "byteLength",
		outputs: []string{"b64Std", "b64Url", "dec", "hex"}, check: checkID, make: makeID,
	},
}

func noCheck(property.Map) []p.CheckFailure { return nil }

// Provider answers the engine for the types in kinds.
func Provider() p.Provider {
	return p.Provider{
		GetSchema: getSchema,
		CheckConfig: func(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
			return p.CheckResponse{Inputs: req.Inputs}, nil
		},
		DiffConfig: func(context.Context, p.DiffRequest) (p.DiffResponse, error) { return p.DiffResponse{}, nil },
		Configure:  func(context.Context, p.ConfigureRequest) error { return nil },
		Cancel:     func(context.Context) error { return nil },
		Check:      check,
		Diff:       diff,
		Create:     create,
		Read:       read,
		Update:     update,
		Delete:     func(context.Context, p.DeleteRequest) error { return nil },
	}
}

func kindOf(token tokens.Type) (kind, error) {
	found, ok := kinds[token]
	if !ok {
		return kind{}, fmt.Errorf("the stand-in of lab/plugins has no %s: install the official random plugin", token)
	}
	return found, nil
}

// getSchema names the types, without their properties: nothing here generates code from it.
func getSchema(context.Context, p.GetSchemaRequest) (p.GetSchemaResponse, error) {
	resources := map[tokens.Type]struct{}{}
	for token := range kinds {
		resources[token] = struct{}{}
	}
	schema, err := json.Marshal(map[string]any{"name": "random", "resources": resources})
	return p.GetSchemaResponse{Schema: string(schema)}, err
}

func check(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
	k, err := kindOf(req.Urn.Type())
	if err != nil {
		return p.CheckResponse{}, err
	}
	var failures []p.CheckFailure
	for name := range req.Inputs.AllStable {
		if name != "__defaults" && !slices.Contains(k.inputs, name) {
			failures = append(failures, p.CheckFailure{Property: name, Reason: "unknown property"})
		}
	}
	if k.required != "" && req.Inputs.Get(k.required).IsNull() {
		failures = append(failures, p.CheckFailure{Property: k.required, Reason: "missing required property"})
	}
	if len(failures) == 0 {
		failures = k.check(req.Inputs)
	}
	return p.CheckResponse{Inputs: req.Inputs, Failures: failures}, nil
}

// diff replaces on any change of an input: new value first, old one forgotten afterwards.
func diff(_ context.Context, req p.DiffRequest) (p.DiffResponse, error) {
	k, err := kindOf(req.Urn.Type())
	if err != nil {
		return p.DiffResponse{}, err
	}
	old := req.OldInputs
	if old.Len() == 0 {
		old = req.State
	}
	details := map[string]p.PropertyDiff{}
	for _, name := range k.inputs {
		before, after := plain(old.Get(name)), plain(req.Inputs.Get(name))
		if slices.Contains(req.IgnoreChanges, name) || before.Equals(after) {
			continue
		}
		change := p.UpdateReplace
		switch {
		case before.IsNull():
			change = p.AddReplace
		case after.IsNull():
			change = p.DeleteReplace
		}
		details[name] = p.PropertyDiff{Kind: change, InputDiff: true}
	}
	return p.DiffResponse{HasChanges: len(details) > 0, DetailedDiff: details}, nil
}

// plain drops secret marks and dependencies, which do not make a value another one.
func plain(value property.Value) property.Value {
	bare := value.WithSecret(false).WithDependencies(nil)
	if bare.IsMap() {
		entries := map[string]property.Value{}
		for name, entry := range bare.AsMap().All {
			if entry = plain(entry); !entry.IsNull() {
				entries[name] = entry
			}
		}
		if len(entries) == 0 {
			return property.Value{}
		}
		return property.New(property.NewMap(entries))
	}
	return bare
}

func create(_ context.Context, req p.CreateRequest) (p.CreateResponse, error) {
	k, err := kindOf(req.Urn.Type())
	if err != nil {
		return p.CreateResponse{}, err
	}
	inputs := req.Properties.Delete("__defaults")
	if req.DryRun {
		state := withDefaults(k, inputs)
		for _, name := range k.outputs {
			secret := slices.Contains(k.secrets, name)
			state = state.Set(name, property.New(property.Computed).WithSecret(secret))
		}
		return p.CreateResponse{Properties: state}, nil
	}
	id, state, err := k.make(withDefaults(k, inputs))
	if err != nil {
		return p.CreateResponse{}, err
	}
	for _, name := range k.secrets {
		state = state.Set(name, state.Get(name).WithSecret(true))
	}
	return p.CreateResponse{ID: id, Properties: state}, nil
}

// read echoes the state: there is nothing outside it to look at.
func read(_ context.Context, req p.ReadRequest) (p.ReadResponse, error) {
	if req.Properties.Len() == 0 {
		return p.ReadResponse{}, errors.New("import needs the official random plugin")
	}
	return p.ReadResponse{ID: req.ID, Properties: req.Properties, Inputs: req.Inputs}, nil
}

// update is never asked for, since every change replaces.
func update(_ context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
	return p.UpdateResponse{}, fmt.Errorf("update of %s: every change replaces", req.Urn.Type())
}
