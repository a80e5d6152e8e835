package shop

import (
	"embed"
	"io/fs"
)

//go:embed metadata
var project embed.FS

// Metadata returns the shop's metadata directory in the v3 layout. It refers to three
// environment variables: SHOP_DATABASE_URL, REVIEWS_URL (the GraphQL endpoint of the server
// in the folder reviews) and CHECKOUT_URL (the base address of the handlers in checkout).
func Metadata() fs.FS {
	dir, err := fs.Sub(project, "metadata")
	if err != nil {
		panic("shop: the metadata directory is not embedded: " + err.Error()) // go:embed would not have built
	}
	return dir
}
