package remote

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pkg/sftp"
	p "github.com/pulumi/pulumi-go-provider"
	"github.com/pulumi/pulumi-go-provider/infer"
	"github.com/pulumi/pulumi-go-provider/infer/types"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"

	"pulumi-glance/toolchain/plugins/internal/sshdial"
)

// CopyToRemote copies a file, a text or a directory to a host over SFTP. Delete removes nothing.
type CopyToRemote struct{}

// CopyToRemoteArgs are the inputs. A change of triggers replaces, of anything else updates.
type CopyToRemoteArgs struct {
	Connection *sshdial.Connection  `pulumi:"connection" provider:"secret"`
	Triggers   *[]any               `pulumi:"triggers,optional" provider:"replaceOnChanges"`
	Source     types.AssetOrArchive `pulumi:"source"`
	RemotePath string               `pulumi:"remotePath"`
}

// CopyToRemoteState is what the state keeps.
type CopyToRemoteState struct{ CopyToRemoteArgs }

// Check takes a file asset, a text asset or an archive that is a path.
func (*CopyToRemote) Check(
	ctx context.Context, req infer.CheckRequest,
) (infer.CheckResponse[CopyToRemoteArgs], error) {
	args, failures, err := infer.DefaultCheck[CopyToRemoteArgs](ctx, req.NewInputs)
	if err != nil {
		return infer.CheckResponse[CopyToRemoteArgs]{Inputs: args, Failures: failures}, err
	}
	refuse := func(property, reason string) {
		failures = append(failures, p.CheckFailure{Property: property, Reason: reason})
	}
	asset, archive := args.Source.Asset, args.Source.Archive
	if asset != nil && archive != nil {
		refuse("asset", "only one of asset or archive can be set")
	}
	if asset == nil && archive == nil {
		refuse("asset", "either asset or archive must be set")
	}
	if asset != nil && !asset.IsPath() && !asset.IsText() {
		refuse("asset", "asset must be a path-based file asset or a text asset")
	}
	if archive != nil && !archive.IsPath() {
		refuse("archive", "archive must be a path to a file or directory")
	}
	return infer.CheckResponse[CopyToRemoteArgs]{Inputs: args, Failures: failures}, nil
}

// Create copies.
func (*CopyToRemote) Create(
	ctx context.Context, req infer.CreateRequest[CopyToRemoteArgs],
) (infer.CreateResponse[CopyToRemoteState], error) {
	state := CopyToRemoteState{req.Inputs}
	if req.DryRun {
		return infer.CreateResponse[CopyToRemoteState]{Output: state}, nil
	}
	if err := req.Inputs.copy(ctx); err != nil {
		return infer.CreateResponse[CopyToRemoteState]{Output: state}, err
	}
	id, err := resource.NewUniqueHex("", 8, 0)
	return infer.CreateResponse[CopyToRemoteState]{ID: id, Output: state}, err
}

// Update copies again when the content or the remote path is another, and leaves the old path be.
func (*CopyToRemote) Update(
	ctx context.Context, req infer.UpdateRequest[CopyToRemoteArgs, CopyToRemoteState],
) (infer.UpdateResponse[CopyToRemoteState], error) {
	var err error
	old := req.State.CopyToRemoteArgs
	same := req.Inputs.hash() == old.hash() && req.Inputs.RemotePath == old.RemotePath
	if !req.DryRun && !same {
		err = req.Inputs.copy(ctx)
	}
	return infer.UpdateResponse[CopyToRemoteState]{Output: CopyToRemoteState{req.Inputs}}, err
}

func (a *CopyToRemoteArgs) hash() string {
	if a.Source.Archive != nil {
		return a.Source.Archive.Hash
	}
	return a.Source.Asset.Hash
}

func (a *CopyToRemoteArgs) copy(ctx context.Context) error {
	client, err := a.Connection.Dial(ctx)
	if err != nil {
		return err
	}
	defer client.Close()
	files, err := sftp.NewClient(client, sftp.UseConcurrentWrites(true))
	if err != nil {
		return err
	}
	defer files.Close()

	to := host{files}
	switch source := a.Source; {
	case source.Archive != nil:
		return to.putPath(source.Archive.Path, a.RemotePath)
	case source.Asset.IsText():
		return to.putText(source.Asset.Text, a.RemotePath)
	default:
		return to.putPath(source.Asset.Path, a.RemotePath)
	}
}

// host is the file system at the other end.
type host struct{ *sftp.Client }

// find is Stat with nil for what is not there.
func (h host) find(name string) (fs.FileInfo, error) {
	info, err := h.Stat(name)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("failed to stat remote path %s: %w", name, err)
	}
	if err != nil {
		return nil, nil
	}
	return info, nil
}

// putText writes a text to a file, and makes the directories above it.
func (h host) putText(text, to string) error {
	info, err := h.find(to)
	if err != nil {
		return err
	}
	if info != nil && info.IsDir() {
		return fmt.Errorf("remote path %s is a directory; when using a text asset, remotePath must be a file path", to)
	}
	if err := h.makeParents(to); err != nil {
		return err
	}
	return h.write(strings.NewReader(text), "text content", to)
}

// putPath copies a file or directory. What exists already decides where to: a file goes into an
// existing directory; so does a directory, unless its path ends in a slash: then its content does.
func (h host) putPath(from, to string) error {
	source, err := os.Stat(from)
	if err != nil {
		return err
	}
	existing, err := h.find(to)
	if err != nil {
		return err
	}
	if source.IsDir() {
		if existing == nil {
			if err := h.MkdirAll(to); err != nil {
				return fmt.Errorf("failed to create remote directory %s: %w", to, err)
			}
		}
		if !strings.HasSuffix(from, "/") {
			to = path.Join(to, filepath.Base(from))
		}
		return h.putTree(from, to)
	}
	if existing != nil && existing.IsDir() {
		to = path.Join(to, filepath.Base(from))
	} else if existing == nil {
		if err := h.makeParents(to); err != nil {
			return err
		}
	}
	return h.putFile(from, to)
}

func (h host) putTree(from, to string) error {
	return fs.WalkDir(os.DirFS(from), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := path.Join(to, name)
		if entry.IsDir() {
			return h.makeDir(target)
		}
		return h.putFile(filepath.Join(from, name), target)
	})
}

func (h host) putFile(from, to string) error {
	file, err := os.Open(from)
	if err != nil {
		return err
	}
	defer file.Close()
	return h.write(file, "file "+from, to)
}

// makeDir makes one directory, and is content with one that exists.
func (h host) makeDir(name string) error {
	info, err := h.find(name)
	if err != nil {
		return err
	}
	if info == nil {
		if err := h.Mkdir(name); err != nil {
			return fmt.Errorf("failed to create remote directory %s: %w", name, err)
		}
		return nil
	}
	if !info.IsDir() {
		return fmt.Errorf("remote path %s exists but is not a directory", name)
	}
	return nil
}

func (h host) makeParents(of string) error {
	if err := h.MkdirAll(path.Dir(of)); err != nil {
		return fmt.Errorf("failed to create parent directories for %s: %w", of, err)
	}
	return nil
}

func (h host) write(from io.Reader, what, to string) error {
	file, err := h.Create(to)
	if err != nil {
		return fmt.Errorf("failed to create remote file %s: %w", to, err)
	}
	if _, err = file.ReadFrom(from); err != nil {
		err = fmt.Errorf("failed to copy %s to remote path %s: %w", what, to, err)
	}
	return errors.Join(err, file.Close())
}
