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
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/pulumi/pulumi/sdk/v3/go/property"
)

// kind is one type of resource.
type kind struct {
	inputs   map[string]form // every input it takes
	required string          // the input that must be given, or ""
	outputs  []string        // what only make knows, unknown until then
	secrets  []string        // those of the outputs that are secret
	check    func(inputs property.Map) []p.CheckFailure
	plan     func(inputs property.Map) (property.Map, error) // fills in defaults
	make     func(planned property.Map) (id string, state property.Map, err error)
}

var characters = map[string]form{
	"keepers": texts, "length": number, "lower": truth, "minLower": number, "minNumeric": number,
	"minSpecial": number, "minUpper": number, "number": truth, "numeric": truth,
	"overrideSpecial": text, "special": truth, "upper": truth,
}

var kinds = map[tokens.Type]kind{
	"random:index/randomPassword:RandomPassword": {
		inputs: characters, required: "length",
		outputs: []string{"bcryptHash", "id", "result"}, secrets: []string{"bcryptHash", "result"},
		check: checkText, plan: planText, make: makePassword,
	},
	"random:index/randomString:RandomString": {
		inputs: characters, required: "length", outputs: []string{"id", "result"},
		check: checkText, plan: planText, make: makeString,
	},
	"random:index/randomUuid:RandomUuid": {
		inputs: map[string]form{"keepers": texts}, outputs: []string{"id", "result"},
		check: noCheck, plan: asGiven, make: makeUUID,
	},
	"random:index/randomId:RandomId": {
		inputs:   map[string]form{"byteLength": number, "keepers": texts, "prefix": text},
		required: "byteLength", outputs: []string{"b64Std", "b64Url", "dec", "hex", "id"},
		check: checkID, plan: asGiven, make: makeID,
	},
}

func noCheck(property.Map) []p.CheckFailure { return nil }

func asGiven(inputs property.Map) (property.Map, error) { return inputs, nil }

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
		return kind{}, fmt.Errorf("the stand-in of toolchain/plugins has no %s: install the official random plugin", token)
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

// check refuses inputs of another type, or out of bounds. They stay in the state as they were given.
func check(_ context.Context, req p.CheckRequest) (p.CheckResponse, error) {
	k, err := kindOf(req.Urn.Type())
	if err != nil {
		return p.CheckResponse{}, err
	}
	encoded, err := k.encode(req.Inputs)
	if err != nil {
		return p.CheckResponse{}, err
	}
	return p.CheckResponse{Inputs: req.Inputs, Failures: k.refusals(encoded)}, nil
}

// planned is what the state will say of the inputs.
func planned(urn resource.URN, inputs property.Map) (kind, property.Map, error) {
	k, err := kindOf(urn.Type())
	if err != nil {
		return kind{}, property.Map{}, err
	}
	encoded, err := k.encode(inputs)
	if err != nil {
		return kind{}, property.Map{}, err
	}
	plan, err := k.plan(encoded)
	return k, plan, err
}

// diff holds the plan against the state. A replacement makes the new value before the old one goes.
func diff(_ context.Context, req p.DiffRequest) (p.DiffResponse, error) {
	k, plan, err := planned(req.Urn, req.Inputs)
	if err != nil {
		return p.DiffResponse{}, err
	}
	details := k.changes(req.State, plan)
	for _, name := range req.IgnoreChanges {
		delete(details, name)
	}
	return p.DiffResponse{HasChanges: len(details) > 0, DetailedDiff: details}, nil
}

func create(_ context.Context, req p.CreateRequest) (p.CreateResponse, error) {
	k, plan, err := planned(req.Urn, req.Properties)
	if err != nil {
		return p.CreateResponse{}, err
	}
	if req.DryRun {
		for _, name := range k.outputs {
			secret := slices.Contains(k.secrets, name)
			plan = plan.Set(name, property.New(property.Computed).WithSecret(secret))
		}
		return p.CreateResponse{Properties: plan}, nil
	}
	id, state, err := k.make(plan)
	if err != nil {
		return p.CreateResponse{}, err
	}
	for _, name := range k.secrets {
		state = state.Set(name, state.Get(name).WithSecret(true))
	}
	return p.CreateResponse{ID: id, Properties: state.Set("id", property.New(id))}, nil
}

// read echoes the state: there is nothing outside it to look at.
func read(_ context.Context, req p.ReadRequest) (p.ReadResponse, error) {
	if req.Properties.Len() == 0 {
		return p.ReadResponse{}, errors.New("import needs the official random plugin")
	}
	return p.ReadResponse{ID: req.ID, Properties: req.Properties, Inputs: req.Inputs}, nil
}

// update is for the few changes that keep the value.
func update(_ context.Context, req p.UpdateRequest) (p.UpdateResponse, error) {
	k, plan, err := planned(req.Urn, req.Inputs)
	if err != nil {
		return p.UpdateResponse{}, err
	}
	for _, name := range k.outputs {
		plan = plan.Set(name, req.State.Get(name))
	}
	return p.UpdateResponse{Properties: plan}, nil
}
