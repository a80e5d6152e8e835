package embedded

import (
	"fmt"
	"os"
	"runtime"
)

// DefaultRepository is Maven central, where the archives are published.
const DefaultRepository = "https://repo1.maven.org/maven2"

// DefaultVersion is the version fetched, as the archives number it.
const DefaultVersion = "17.5.0"

// archive names one build of the binaries.
type archive struct{ platform, version string }

func archiveFor(goos, goarch string, alpine bool, version string) (archive, error) {
	names := map[string]string{
		"linux/amd64": "linux-amd64", "linux/arm64": "linux-arm64v8", "linux/ppc64le": "linux-ppc64le",
		"darwin/amd64": "darwin-amd64", "darwin/arm64": "darwin-arm64v8",
	}
	platform, ok := names[goos+"/"+goarch]
	if !ok {
		return archive{}, fmt.Errorf("there are no archives for %s/%s", goos, goarch)
	}
	if goos == "linux" && alpine { // built with musl
		platform += "-alpine"
	}
	return archive{platform, version}, nil
}

func hostArchive(version string) (archive, error) {
	_, err := os.Stat("/etc/alpine-release")
	return archiveFor(runtime.GOOS, runtime.GOARCH, err == nil, version)
}

// url follows the layout of a Maven repository.
func (a archive) url(repository string) string {
	name := "embedded-postgres-binaries-" + a.platform
	return fmt.Sprintf("%s/io/zonky/test/postgres/%s/%s/%s-%s.jar", repository, name, a.version, name, a.version)
}

// folder is the archive's name below the cache.
func (a archive) folder() string { return "postgres-" + a.version + "-" + a.platform }
