package benchmark_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/weftql/weft/examples/internal/manytables"
)

// buildFolder holds the binary for as long as the tests of the package run.
var buildFolder = sync.OnceValues(func() (string, error) { return os.MkdirTemp("", "weft-benchmark-") })

var build = sync.OnceValues(func() (string, error) {
	dir, err := buildFolder()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "weft")
	cmd := exec.Command("go", "build", "-o", path, "github.com/weftql/weft/gateway") //nolint:gosec // fixed
	cmd.Stderr = os.Stderr
	return path, cmd.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := buildFolder(); err == nil {
		_ = os.RemoveAll(dir)
	}
	os.Exit(code)
}

// binary builds weft, once.
func binary(b *testing.B) string {
	b.Helper()
	path, err := build()
	if err != nil {
		b.Fatal(err)
	}
	return path
}

// process is a gateway that runs in a process of its own.
type process struct {
	cmd *exec.Cmd
	url string
	log bytes.Buffer
}

// startProcess starts `weft serve` on a free port. It does not wait until it answers.
func startProcess(b *testing.B, env []string, args ...string) *process {
	b.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	address := listener.Addr().String()
	_ = listener.Close()
	_, port, _ := net.SplitHostPort(address)
	p := &process{url: "http://" + address}
	args = append([]string{"serve", "--server-host", "127.0.0.1", "--server-port", port}, args...)
	p.cmd = exec.Command(binary(b), args...) //nolint:gosec // of this repository
	p.cmd.Env = append(os.Environ(), env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.log, &p.log
	if err := p.cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return p
}

func (p *process) stop(b *testing.B) {
	b.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	if err := p.cmd.Wait(); err != nil {
		b.Errorf("the gateway ended with %v\n%s", err, p.log.String())
	}
}

// patience bounds how long a process may take to answer.
const patience = time.Minute

// ask waits until the process answers a query of role r.
func (p *process) ask(b *testing.B, r int) {
	b.Helper()
	query := `{"query": "{ ` + manytables.Table(0) + ` { id } }"}`
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := p.try("/v1/graphql", manytables.Role(r), query)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("no answer: %v\n%s", err, p.log.String())
		}
	}
}

// await waits until the process answers at all.
func (p *process) await(b *testing.B) {
	b.Helper()
	for end := time.Now().Add(patience); ; time.Sleep(time.Millisecond) {
		_, err := p.try("/v1/metadata", "admin", `{"type": "export_metadata", "args": {}}`)
		if err == nil {
			return
		}
		if time.Now().After(end) {
			b.Fatalf("no answer: %v\n%s", err, p.log.String())
		}
	}
}

func (p *process) post(b *testing.B, path, role, body string) {
	b.Helper()
	if reply, err := p.try(path, role, body); err != nil || strings.Contains(reply, `"error"`) {
		b.Fatalf("%s: %s %v", body, reply, err)
	}
}

func (p *process) try(path, role, body string) (reply string, err error) {
	req, err := http.NewRequest(http.MethodPost, p.url+path, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	req.Header.Set("X-Hasura-Role", role)
	req.Header.Set("X-Hasura-User-Id", "1")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close() //nolint:errcheck // reading only
	data, err := io.ReadAll(resp.Body)
	return string(data), err
}

// memory is what the process holds of the machine's, in bytes.
func (p *process) memory(b *testing.B) int64 {
	b.Helper()
	out, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(p.cmd.Process.Pid)).Output() //nolint:gosec // a number
	if err != nil {
		b.Fatal(err)
	}
	kilobytes, err := strconv.ParseInt(strings.TrimSpace(string(out)), 10, 64)
	if err != nil {
		b.Fatal(err)
	}
	return kilobytes << 10
}

// tick is the unit of times in /proc, which is the same on all of Linux.
const tick = 10 * time.Millisecond

// cpu is how long the process has worked, in user mode and for itself in the kernel; 0 where
// the system does not tell.
func (p *process) cpu(b *testing.B) time.Duration {
	b.Helper()
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(stat), ") ") // a name in brackets comes before
	fields := strings.Fields(after)
	user, errUser := strconv.Atoi(fields[11])
	kernel, errKernel := strconv.Atoi(fields[12])
	if errUser != nil || errKernel != nil {
		b.Fatalf("/proc: %s", stat)
	}
	return time.Duration(user+kernel) * tick
}

// reportCPU reports what the process has worked since began, per operation.
func (p *process) reportCPU(b *testing.B, began time.Duration) {
	b.Helper()
	if now := p.cpu(b); now > 0 {
		b.ReportMetric(float64((now-began).Milliseconds())/float64(b.N), "cpu-ms/op")
	}
}
