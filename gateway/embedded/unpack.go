package embedded

import (
	"archive/tar"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/xi2/xz"
)

// maxUnpacked bounds what an archive unpacks to: real ones take 100 MB.
const maxUnpacked = 2 << 30

// unpackTxz unpacks a tar.xz into a new folder. Names and links that lead out of it are
// refused: os.Root follows no such link, and no such name is taken.
func unpackTxz(from io.Reader, into string) (err error) {
	plain, err := xz.NewReader(from, 0)
	if err != nil {
		return err
	}
	if err := os.Mkdir(into, 0o755); err != nil { //nolint:gosec // the server's user reads it
		return err
	}
	root, err := os.OpenRoot(into)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	files := tar.NewReader(io.LimitReader(plain, maxUnpacked))
	for {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := unpackOne(root, header, files); err != nil {
			return fmt.Errorf("%s: %w", header.Name, err)
		}
	}
}

func unpackOne(root *os.Root, header *tar.Header, content io.Reader) error {
	name := path.Clean(header.Name)
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	switch header.Typeflag {
	case tar.TypeDir:
		return root.MkdirAll(name, 0o755)
	case tar.TypeReg:
		// Whoever the server runs as reads the files; nobody writes them again.
		mode := os.FileMode(0o644)
		if header.Mode&0o111 != 0 {
			mode = 0o755
		}
		file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
		if err != nil {
			return err
		}
		_, err = io.Copy(file, content)
		return errors.Join(err, file.Close())
	case tar.TypeSymlink:
		if path.IsAbs(header.Linkname) || strings.HasPrefix(path.Join(path.Dir(name), header.Linkname), "..") {
			return fmt.Errorf("links out of the archive, to %s", header.Linkname)
		}
		return root.Symlink(header.Linkname, name)
	case tar.TypeLink:
		return root.Link(path.Clean(header.Linkname), name)
	}
	return fmt.Errorf("unexpected kind of entry %q", header.Typeflag)
}
