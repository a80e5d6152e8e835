package embedded_test

import (
	"encoding/binary"
	"hash/crc32"
)

// storeXZ writes data as an .xz file without compressing it: a single block of LZMA2 chunks
// that are stored. No package at hand writes the format.
func storeXZ(data []byte) []byte {
	checked := func(b []byte) []byte { return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b)) }
	padded := func(b []byte) []byte {
		for len(b)%4 != 0 {
			b = append(b, 0)
		}
		return b
	}
	flags := []byte{0, 1} // the check is CRC32
	out := append([]byte{0xfd, '7', 'z', 'X', 'Z', 0}, checked(flags[:2:2])...)

	block := checked([]byte{2, 0, 0x21, 1, 18, 0, 0, 0}) // 12 bytes of header, LZMA2 with 2 MiB
	control := byte(1)                                   // reset the dictionary, once
	for rest := data; len(rest) > 0; control = 2 {
		n := min(len(rest), 1<<16)
		block = append(block, control)
		block = binary.BigEndian.AppendUint16(block, uint16(n-1))
		block = append(block, rest[:n]...)
		rest = rest[n:]
	}
	block = append(block, 0)
	unpadded := len(block) + 4 // the check counts, the padding before it does not
	block = binary.LittleEndian.AppendUint32(padded(block), crc32.ChecksumIEEE(data))
	out = append(out, block...)

	index := binary.AppendUvarint([]byte{0, 1}, uint64(unpadded))
	index = checked(padded(binary.AppendUvarint(index, uint64(len(data)))))
	out = append(out, index...)

	footer := append(binary.LittleEndian.AppendUint32(nil, uint32(len(index)/4-1)), flags...)
	out = binary.LittleEndian.AppendUint32(out, crc32.ChecksumIEEE(footer))
	return append(append(out, footer...), 'Y', 'Z')
}
