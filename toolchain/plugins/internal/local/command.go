// Package local has the resource that runs commands on the machine where pulumi runs.
package local

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"

	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"pulumi-glance/toolchain/plugins/internal/stream"
)

// Command runs one command on create, one on update and one on delete. It reads nothing back.
type Command struct{}

// CommandArgs are the inputs. A change of triggers replaces, of anything else updates.
type CommandArgs struct {
	Triggers               *[]any             `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Create                 *string            `pulumi:"create,optional"`
	Update                 *string            `pulumi:"update,optional"`
	Delete                 *string            `pulumi:"delete,optional"`
	Stdin                  *string            `pulumi:"stdin,optional"`
	Logging                *stream.Logging    `pulumi:"logging,optional"`
	Interpreter            *[]string          `pulumi:"interpreter,optional"`
	Dir                    *string            `pulumi:"dir,optional"`
	Environment            *map[string]string `pulumi:"environment,optional"`
	AssetPaths             *[]string          `pulumi:"assetPaths,optional"`
	ArchivePaths           *[]string          `pulumi:"archivePaths,optional"`
	AddPreviousOutputInEnv *bool              `pulumi:"addPreviousOutputInEnv,optional"`
}

// CommandState is what the state keeps: the inputs, and what the last command printed.
type CommandState struct {
	CommandArgs
	stream.Result
}

// Create runs the create command, if there is one. A failed one leaves no resource.
func (*Command) Create(
	ctx context.Context, req infer.CreateRequest[CommandArgs],
) (infer.CreateResponse[CommandState], error) {
	state := CommandState{CommandArgs: req.Inputs}
	id, err := resource.NewUniqueHex(req.Name, 8, 0)
	if err == nil && !req.DryRun {
		err = state.run(ctx, req.Inputs.Create)
	}
	return infer.CreateResponse[CommandState]{ID: id, Output: state}, err
}

// Update runs the update command, else the create command. A failed one leaves the state as it was.
func (*Command) Update(
	ctx context.Context, req infer.UpdateRequest[CommandArgs, CommandState],
) (infer.UpdateResponse[CommandState], error) {
	state := CommandState{CommandArgs: req.Inputs, Result: req.State.Result}
	if req.DryRun {
		return infer.UpdateResponse[CommandState]{Output: state}, nil
	}
	command := req.Inputs.Update
	if command == nil {
		command = req.Inputs.Create
	}
	err := state.run(ctx, command)
	return infer.UpdateResponse[CommandState]{Output: state}, err
}

// Delete runs the delete command of the state.
func (*Command) Delete(
	ctx context.Context, req infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	return infer.DeleteResponse{}, req.State.run(ctx, req.State.Delete)
}

// errNoAssets says what the stand-in leaves out, so that nobody takes an absent output for an
// empty one.
var errNoAssets = errors.New("assetPaths and archivePaths need the official command plugin: " +
	"the stand-in of toolchain/plugins collects no files")

// run does nothing for a nil command.
func (s *CommandState) run(ctx context.Context, command *string) error {
	if s.AssetPaths != nil || s.ArchivePaths != nil {
		return errNoAssets
	}
	if command == nil {
		return nil
	}
	words := []string{"/bin/sh", "-c"}
	if s.Interpreter != nil && len(*s.Interpreter) > 0 {
		words = *s.Interpreter
	}
	process := exec.CommandContext(ctx, words[0], append(append([]string{}, words[1:]...), *command)...)
	if s.Dir != nil {
		process.Dir = *s.Dir
	}
	process.Env = os.Environ()
	if s.Environment != nil {
		for name, value := range *s.Environment {
			process.Env = append(process.Env, name+"="+value)
		}
	}
	for _, variable := range stream.Previous(s.Result, s.AddPreviousOutputInEnv) {
		process.Env = append(process.Env, variable[0]+"="+variable[1])
	}
	if s.Stdin != nil && *s.Stdin != "" {
		process.Stdin = strings.NewReader(*s.Stdin)
	}

	capture := stream.NewCapture(ctx, s.Logging)
	process.Stdout, process.Stderr = capture.Out, capture.Err
	result, err := capture.Finish(*command, process.Run())
	if err != nil {
		return err
	}
	s.Result = result
	return nil
}
