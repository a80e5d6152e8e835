package embedded

// StartFinding is Start with another way to find binaries.
var StartFinding = start

// ArchiveURL is where the archive for a platform is.
func ArchiveURL(goos, goarch string, alpine bool, repository string) (string, error) {
	a, err := archiveFor(goos, goarch, alpine, DefaultVersion)
	return a.url(repository), err
}
