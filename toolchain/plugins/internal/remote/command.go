// Package remote has the resources that act on a host over SSH.
package remote

import (
	"context"
	"fmt"
	"strings"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
	"golang.org/x/crypto/ssh"

	"pulumi-glance/toolchain/plugins/internal/sshdial"
	"pulumi-glance/toolchain/plugins/internal/stream"
)

// Command runs one command on create, one on update and one on delete. It reads nothing back.
type Command struct{}

// CommandArgs are the inputs. A change of triggers replaces, of anything else updates.
type CommandArgs struct {
	Triggers               *[]any              `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Create                 *string             `pulumi:"create,optional"`
	Update                 *string             `pulumi:"update,optional"`
	Delete                 *string             `pulumi:"delete,optional"`
	Stdin                  *string             `pulumi:"stdin,optional"`
	Logging                *stream.Logging     `pulumi:"logging,optional"`
	Connection             *sshdial.Connection `pulumi:"connection" provider:"secret"`
	Environment            map[string]string   `pulumi:"environment,optional"`
	AddPreviousOutputInEnv *bool               `pulumi:"addPreviousOutputInEnv,optional"`
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

// Delete runs the delete command of the state over the connection of the state.
func (*Command) Delete(
	ctx context.Context, req infer.DeleteRequest[CommandState],
) (infer.DeleteResponse, error) {
	return infer.DeleteResponse{}, req.State.run(ctx, req.State.Delete)
}

// run does nothing for a nil command. It closes the session and, as the official plugin does,
// leaves the connection open until the plugin ends.
func (s *CommandState) run(ctx context.Context, command *string) error {
	if command == nil {
		return nil
	}
	client, err := s.Connection.Dial(ctx)
	if err != nil {
		return err
	}
	session, err := client.NewSession()
	if err != nil {
		return err
	}
	defer session.Close()

	if err := s.setEnvironment(ctx, session); err != nil {
		return err
	}
	if s.Stdin != nil && *s.Stdin != "" {
		session.Stdin = strings.NewReader(*s.Stdin)
	}
	capture := stream.NewCapture(ctx, s.Logging)
	session.Stdout, session.Stderr = capture.Out, capture.Err
	result, err := capture.Finish(*command, session.Run(*command))
	if err != nil {
		return err
	}
	s.Result = result
	return nil
}

// setEnvironment fails when the host refuses a variable of the `environment` input; for one that
// holds earlier output it only warns.
func (s *CommandState) setEnvironment(ctx context.Context, session *ssh.Session) error {
	const advice = "The SSH server must be configured to accept it with AcceptEnv; " +
		"or, where a shell runs the command, write 'VAR=value command'."
	log := p.GetLogger(ctx)
	for name, value := range s.Environment {
		if err := session.Setenv(name, value); err != nil {
			log.Errorf("Unable to set '%s'. %s", name, advice)
			return fmt.Errorf("could not set environment variable %q: %w", name, err)
		}
	}
	for _, variable := range stream.Previous(s.Result, s.AddPreviousOutputInEnv) {
		if err := session.Setenv(variable[0], variable[1]); err != nil {
			log.Warningf("Unable to set '%s'. %s", variable[0], advice)
		}
	}
	return nil
}
