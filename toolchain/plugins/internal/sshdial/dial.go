package sshdial

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/retry"
	"golang.org/x/crypto/ssh"
)

// Dial connects and logs in, through the bastion when there is one. Every step is tried again, up
// to dialErrorLimit times, whatever its error was. Errors of the way through a bastion begin with
// "proxy: ".
func (c *Connection) Dial(ctx context.Context) (*ssh.Client, error) {
	config, err := c.clientConfig()
	if err != nil {
		return nil, err
	}
	if c.Proxy == nil {
		return again(ctx, "Dial", c.tries(), func() (*ssh.Client, error) {
			return ssh.Dial("tcp", c.address(), config)
		})
	}
	client, err := c.dialThroughProxy(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("proxy: %w", err)
	}
	return client, nil
}

func (c *Connection) dialThroughProxy(ctx context.Context, config *ssh.ClientConfig) (*ssh.Client, error) {
	proxyConfig, err := c.Proxy.clientConfig()
	if err != nil {
		return nil, err
	}
	bastion, err := again(ctx, "Dial proxy", c.Proxy.tries(), func() (*ssh.Client, error) {
		return ssh.Dial("tcp", c.Proxy.address(), proxyConfig)
	})
	if err != nil {
		return nil, err
	}
	tunnel, err := again(ctx, "Dial from proxy", c.tries(), func() (net.Conn, error) {
		return bastion.Dial("tcp", c.address())
	})
	if err != nil {
		return nil, err
	}
	return again(ctx, "Dial", c.tries(), func() (*ssh.Client, error) {
		connection, channels, requests, err := ssh.NewClientConn(tunnel, c.address(), config)
		if err != nil {
			return nil, err
		}
		return ssh.NewClient(connection, channels, requests), nil
	})
}

// unlimited is the dialErrorLimit that means: try for ever.
const unlimited = -1

func (e *Endpoint) tries() int {
	if e.DialErrorLimit == nil {
		return defaultDialErrorLimit
	}
	return *e.DialErrorLimit
}

// again calls attempt until it succeeds, waiting longer from one time to the next. It gives up
// after limit failures that were each followed by another try, or when ctx ends.
func again[T any](ctx context.Context, what string, limit int, attempt func() (T, error)) (T, error) {
	shownLimit := strconv.Itoa(limit)
	if limit == unlimited {
		shownLimit = "inf"
	}

	var got, none T
	ok, _, err := retry.Until(ctx, retry.Acceptor{
		Accept: func(failures int, _ time.Duration) (bool, any, error) {
			var failure error
			if got, failure = attempt(); failure == nil {
				return true, nil, nil
			}
			if limit > unlimited && failures+1 > limit {
				return true, nil, fmt.Errorf("after %d failed attempts: %w", failures, failure)
			}
			p.GetLogger(ctx).InfoStatusf("%s %d/%s failed: retrying", what, failures+1, shownLimit)
			return false, nil, nil
		},
	})
	switch {
	case err != nil:
		return none, err
	case !ok:
		return none, ctx.Err()
	}
	return got, nil
}
