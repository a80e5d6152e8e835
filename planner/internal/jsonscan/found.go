package jsonscan

import "math"

// Place is a stretch of a document that is to be replaced.
type Place struct {
	Start, End int32
	// Slot is the number of the rule that made the place, or -1 for a place whose
	// replacement is known: Text.
	Slot int32
	// Row is for the caller: which answer belongs into the slot.
	Row  int32
	Text string

	key span
}

// span is a stretch of a document, or of Found.keys. Its zero value means none.
type span struct{ from, to int32 }

// Found collects what scans found. It may be used for many documents and, after
// [Found.Reset], again. It is not safe for concurrent use.
type Found struct {
	// Places lists the places of all documents in the order of the scans; within a
	// document they are in order and do not overlap.
	Places []Place

	keys []byte
	// values and waiting are stacks: one frame per open object that has keyed slots.
	values  []span  // the keys' values seen so far
	waiting []int32 // the slots' places, -1 for none yet
}

// Reset forgets everything and keeps the memory.
func (f *Found) Reset() {
	clear(f.Places) // texts
	f.Places, f.keys, f.values, f.waiting = f.Places[:0], f.keys[:0], f.values[:0], f.waiting[:0]
}

// Key returns the key of a slot, a JSON array without white space between its values, or
// nil when the slot has none because the key or one of its values is null. It is borrowed
// until Reset.
func (f *Found) Key(p *Place) []byte {
	if p.key == (span{}) {
		return nil
	}
	return f.keys[p.key.from:p.key.to:p.key.to]
}

// Scan reads src, which must be one JSON document, and appends its places. It returns them
// as a range of Places. On an error, which is an *[Error], nothing is appended.
func (f *Found) Scan(src []byte, shape *Shape) (from, to int, err error) {
	from = len(f.Places)
	s := scanner{src: src, found: f}
	if !s.document(shape) {
		f.Places = f.Places[:from]
		f.values, f.waiting = f.values[:0], f.waiting[:0]
		return from, from, s.err
	}
	return from, len(f.Places), nil
}

func (s *scanner) document(shape *Shape) bool {
	if len(s.src) > math.MaxInt32 {
		return s.fail("JSON is too large")
	}
	s.space()
	if !s.walk(shape) {
		return false
	}
	s.space()
	if s.at < len(s.src) {
		return s.fail("something follows the JSON value")
	}
	return true
}
