package jsonscan

// Filler supplies what goes into slots.
type Filler interface {
	// Fill appends the JSON that belongs into the slot at p to dst.
	Fill(dst []byte, p *Place) []byte
}

// Splice appends src to dst with its places, as a scan of src found them, replaced.
func Splice(dst, src []byte, places []Place, fill Filler) []byte {
	at := int32(0)
	for i := range places {
		p := &places[i]
		dst = append(dst, src[at:p.Start]...)
		if p.Slot >= 0 {
			dst = fill.Fill(dst, p)
		} else {
			dst = append(dst, p.Text...)
		}
		at = p.End
	}
	return append(dst, src[at:]...)
}

// Kept returns how many bytes Splice writes for a document of size bytes besides the
// contents of its slots.
func Kept(size int, places []Place) int {
	for i := range places {
		p := &places[i]
		size += len(p.Text) - int(p.End-p.Start)
	}
	return size
}
