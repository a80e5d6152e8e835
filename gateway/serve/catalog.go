package serve

import (
	"context"
	"fmt"
	"io"

	"github.com/weftql/weft/gateway/config"
	"github.com/weftql/weft/gateway/metadata"
)

// Export is `weft export`: it writes the stored metadata as JSON, as the API exports it.
func Export(ctx context.Context, o *config.Options, out io.Writer) error {
	doc, err := metadata.Stored(ctx, o.Database.MetadataURL)
	if err != nil {
		return err
	}
	body, err := doc.Export()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n", body)
	return err
}

// Clean is `weft clean`: it drops the catalog hdb_catalog of the metadata database.
func Clean(ctx context.Context, o *config.Options, out io.Writer) error {
	if err := metadata.Clean(ctx, o.Database.MetadataURL); err != nil {
		return err
	}
	_, err := fmt.Fprintln(out, "successfully cleaned graphql-engine related data")
	return err
}
