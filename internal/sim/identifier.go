package sim

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"regexp"
	"strings"
)

var guidPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

func isGUID(s string) bool { return guidPattern.MatchString(strings.ToLower(s)) }

// digest decides everything that must look random and be the same in every run.
func digest(parts ...any) [32]byte {
	return sha256.Sum256(fmt.Appendln(nil, parts...))
}

// guid is a version 4 looking GUID made from its parts.
func guid(parts ...any) string {
	d := digest(parts...)
	d[6], d[8] = d[6]&0x0f|0x40, d[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", d[0:4], d[4:6], d[6:8], d[8:10], d[10:16])
}

// chance is a number below n made from its parts.
func chance(n uint64, parts ...any) uint64 {
	d := digest(parts...)
	return binary.BigEndian.Uint64(d[:]) % n
}

// opaque is a long url-safe id made from its parts, as Teams gives accounts and personal chats.
func opaque(parts ...any) string {
	a, b := digest(append(parts, "a")...), digest(append(parts, "b")...)
	return base64.RawURLEncoding.EncodeToString(append(a[:], b[:10]...))
}
