// Package stream collects what a command prints, and shows it in the engine's log while it runs.
package stream

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
)

// Logging says which of a command's two streams are shown while it runs. Absent means both.
type Logging string

// The four values that the `logging` input takes.
const (
	Stdout Logging = "stdout"
	Stderr Logging = "stderr"
	Both   Logging = "stdoutAndStderr"
	None   Logging = "none"
)

// Values lists what is allowed, for the schema.
func (Logging) Values() []infer.EnumValue[Logging] {
	return []infer.EnumValue[Logging]{{Value: Stdout}, {Value: Stderr}, {Value: Both}, {Value: None}}
}

// wants tells whether stream, Stdout or Stderr, is to be shown.
func (l *Logging) wants(stream Logging) bool {
	return l == nil || *l == Both || *l == stream
}

// Result is what a command printed.
type Result struct {
	Stdout string `pulumi:"stdout"`
	Stderr string `pulumi:"stderr"`
}

// Capture holds both streams, apart for the outputs and together for an error.
type Capture struct {
	Out, Err io.Writer

	stdout, stderr, together bytes.Buffer
	mu                       sync.Mutex
	show                     *io.PipeWriter
	shown                    chan struct{}
}

// NewCapture starts to collect, and to show each line as logging asks.
func NewCapture(ctx context.Context, logging *Logging) *Capture {
	reader, writer := io.Pipe()
	c := &Capture{show: writer, shown: make(chan struct{})}
	c.Out = c.writer(&c.stdout, logging.wants(Stdout))
	c.Err = c.writer(&c.stderr, logging.wants(Stderr))
	go func() {
		defer close(c.shown)
		log := p.GetLogger(ctx)
		// As in the official plugin, the scanner stops at a line of more than 64 KiB and nothing
		// reads the pipe from then on: the command hangs. Programs must ask for logging "none".
		for lines := bufio.NewScanner(reader); lines.Scan(); {
			log.InfoStatus(lines.Text())
		}
	}()
	return c
}

func (c *Capture) writer(own *bytes.Buffer, show bool) io.Writer {
	writers := []io.Writer{own, locked{c}}
	if show {
		writers = append(writers, c.show)
	}
	return io.MultiWriter(writers...)
}

// locked appends to the buffer that both streams share.
type locked struct{ capture *Capture }

func (l locked) Write(data []byte) (int, error) {
	l.capture.mu.Lock()
	defer l.capture.mu.Unlock()
	return l.capture.together.Write(data)
}

// Finish waits until everything has been shown. A failure becomes the error users know, with the
// command and its output; else the result has each stream without its last newline.
func (c *Capture) Finish(command string, failure error) (Result, error) {
	closing := c.show.Close()
	<-c.shown
	if failure != nil {
		return Result{}, fmt.Errorf("%w: running %q:\n%s", failure, command, c.together.String())
	}
	return Result{
		Stdout: strings.TrimSuffix(c.stdout.String(), "\n"),
		Stderr: strings.TrimSuffix(c.stderr.String(), "\n"),
	}, closing
}

// Environment variables that give a command what the one before it printed.
const (
	PreviousStdout = "PULUMI_COMMAND_STDOUT"
	PreviousStderr = "PULUMI_COMMAND_STDERR"
)

// Previous lists the variables to set from an earlier result: none when wanted is false (absent
// means true), and none for an empty stream.
func Previous(result Result, wanted *bool) [][2]string {
	if wanted != nil && !*wanted {
		return nil
	}
	var variables [][2]string
	if result.Stdout != "" {
		variables = append(variables, [2]string{PreviousStdout, result.Stdout})
	}
	if result.Stderr != "" {
		variables = append(variables, [2]string{PreviousStderr, result.Stderr})
	}
	return variables
}
