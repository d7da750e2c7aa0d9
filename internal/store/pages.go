package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
)

// bbolt maps its file into memory and believes what it finds there: a page that is cut off or points astray ends the
// whole process. So a file from outside is looked through here first, read as any file is, and opened only when every
// page is where and what the others say. The layout is that of bbolt's internal/common: page.go, meta.go, bucket.go.
const (
	magic        = 0xED0CDAED
	layout       = 2
	pageHeader   = 16
	metaLength   = 64
	bucketHeader = 16
	noFreelist   = ^uint64(0)

	branchPage, leafPage, freelistPage = 0x01, 0x02, 0x10

	// deepest is more levels than any tree has: each holds at least two children for one of its parent.
	deepest = 64
)

// errNoStore is a file that bbolt did not write; every other error of checkPages is a damaged one.
var errNoStore = errors.New("no bbolt file")

// pages is a bbolt file being looked through.
type pages struct {
	file io.ReaderAt
	size int
	// end is the first page number that is not in use; seen marks those that are, one bit each.
	end  uint64
	seen []byte
}

// checkPages reads every page of a bbolt file of so many bytes and holds that the tree is whole: each page is where it
// is said to be, is met once, and has its keys in order and within the bounds of its parent; and none of them is free.
// It reads as much memory as the tree is deep, and trusts nothing.
func checkPages(file io.ReaderAt, length int64) error {
	p, root, freelist, err := newest(file, length)
	if err != nil {
		return err
	}
	if err := p.tree(root, nil, nil, 0); err != nil {
		return err
	}
	return p.free(freelist)
}

// newest finds the last complete commit, as bbolt does: the one of the two first pages that is whole and younger.
func newest(file io.ReaderAt, length int64) (p *pages, root, freelist uint64, err error) {
	var last uint64
	for _, at := range append([]int64{0}, sizes()...) {
		var raw [pageHeader + metaLength]byte
		if _, err := file.ReadAt(raw[:], at); err != nil {
			continue
		}
		m := raw[pageHeader:]
		sum := fnv.New64a()
		sum.Write(m[:metaLength-8])
		size, txid := int64(u32(m[8:])), u64(m[48:])
		if u32(m) != magic || u32(m[4:]) != layout || sum.Sum64() != u64(m[56:]) || at != 0 && at != size || p != nil && txid < last {
			continue
		}
		if size < 1024 || size > 1<<24 || size&(size-1) != 0 {
			continue
		}
		end := u64(m[40:])
		p = &pages{file: file, size: int(size), end: end}
		root, freelist, last = u64(m[16:]), u64(m[32:]), txid
	}
	if p == nil {
		return nil, 0, 0, errNoStore
	}
	if p.end < 2 || p.end > uint64(length)/uint64(p.size) {
		return nil, 0, 0, fmt.Errorf("%d pages of %d bytes do not fit into %d bytes", p.end, p.size, length)
	}
	p.seen = make([]byte, p.end/8+1)
	return p, root, freelist, nil
}

// sizes are those a page can have, and so where the second page can begin.
func sizes() []int64 {
	var all []int64
	for size := int64(1024); size <= 1<<24; size *= 2 {
		all = append(all, size)
	}
	return all
}

// page reads one page with what overflows from it, and marks it as met.
func (p *pages) page(id uint64) ([]byte, error) {
	if id < 2 || id >= p.end {
		return nil, fmt.Errorf("page %d is none of %d", id, p.end)
	}
	var head [pageHeader]byte
	if _, err := p.file.ReadAt(head[:], int64(id)*int64(p.size)); err != nil {
		return nil, fmt.Errorf("page %d: %w", id, err)
	}
	more := uint64(u32(head[12:]))
	if u64(head[:]) != id || more >= p.end-id {
		return nil, fmt.Errorf("page %d says it is page %d and %d more", id, u64(head[:]), more)
	}
	for n := id; n <= id+more; n++ {
		if p.seen[n/8]&(1<<(n%8)) != 0 {
			return nil, fmt.Errorf("page %d is in use twice", n)
		}
		p.seen[n/8] |= 1 << (n % 8)
	}
	raw := make([]byte, (more+1)*uint64(p.size))
	_, err := p.file.ReadAt(raw, int64(id)*int64(p.size))
	return raw, err
}

// tree looks through a page and all below it. Keys are at least from and less than to; nil is no bound.
func (p *pages) tree(id uint64, from, to []byte, depth int) error {
	if depth > deepest {
		return fmt.Errorf("page %d lies too deep", id)
	}
	raw, err := p.page(id)
	if err != nil {
		return err
	}
	return p.elements(raw, id, from, to, depth)
}

// elements looks through the elements of a branch or a leaf.
func (p *pages) elements(raw []byte, id uint64, from, to []byte, depth int) error {
	if len(raw) < pageHeader {
		return fmt.Errorf("page %d is cut off", id)
	}
	kind, count := u16(raw[8:]), int(u16(raw[10:]))
	if kind != branchPage && kind != leafPage || kind == branchPage && count == 0 || pageHeader+16*count > len(raw) {
		return fmt.Errorf("page %d has %d elements of kind %d", id, count, kind)
	}
	var last, key, value []byte
	var child uint64
	for i := range count {
		at := pageHeader + 16*i
		e := raw[at : at+16]
		if kind == branchPage { // position, key size, page
			key, _ = cut(raw, at, u32(e), u32(e[4:]), 0)
			child = u64(e[8:])
		} else { // flags, position, key size, value size
			key, value = cut(raw, at, u32(e[4:]), u32(e[8:]), u32(e[12:]))
		}
		switch {
		case key == nil:
			return fmt.Errorf("page %d: element %d lies outside", id, i)
		case i > 0 && bytes.Compare(last, key) >= 0, from != nil && bytes.Compare(key, from) < 0, to != nil && bytes.Compare(key, to) >= 0:
			return fmt.Errorf("page %d: element %d is out of order", id, i)
		}
		last = key
		var err error
		switch {
		case kind == branchPage:
			next := to
			if i+1 < count {
				after := raw[at+16 : at+32]
				if next, _ = cut(raw, at+16, u32(after), u32(after[4:]), 0); next == nil {
					return fmt.Errorf("page %d: element %d lies outside", id, i+1)
				}
			}
			err = p.tree(child, key, next, depth+1)
		case u32(e) == 1: // a bucket, with its first page, or in place
			err = p.bucket(value, id, depth)
		case u32(e) != 0:
			err = fmt.Errorf("page %d: element %d is of kind %d", id, i, u32(e))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// cut is an element's key and value, which lie from its own place so many bytes on; a nil key lies outside.
func cut(raw []byte, at int, position, keySize, valueSize uint32) (key, value []byte) {
	from := int64(at) + int64(position)
	middle := from + int64(keySize)
	to := middle + int64(valueSize)
	if to > int64(len(raw)) {
		return nil, nil
	}
	return raw[from:middle:middle], raw[middle:to:to]
}

func (p *pages) bucket(value []byte, id uint64, depth int) error {
	if len(value) < bucketHeader {
		return fmt.Errorf("page %d: a bucket is cut off", id)
	}
	if root := u64(value); root != 0 {
		return p.tree(root, nil, nil, depth+1)
	}
	if depth > deepest || len(value) > bucketHeader+pageHeader && u16(value[bucketHeader+8:]) != leafPage {
		return fmt.Errorf("page %d: a bucket in place is no leaf", id)
	}
	return p.elements(value[bucketHeader:], id, nil, nil, depth+1)
}

// free holds that the pages bbolt will write next are none of those in use.
func (p *pages) free(id uint64) error {
	if id == noFreelist {
		return nil
	}
	raw, err := p.page(id)
	if err != nil {
		return err
	}
	list, count := raw[pageHeader:], uint64(u16(raw[10:]))
	if count == 0xFFFF { // more than fit: the first element is how many
		count, list = u64(list), list[8:]
	}
	if u16(raw[8:]) != freelistPage || count > uint64(len(list)/8) {
		return fmt.Errorf("page %d lists %d free pages", id, count)
	}
	for i := range count {
		n := u64(list[8*i:])
		if n < 2 || n >= p.end || p.seen[n/8]&(1<<(n%8)) != 0 {
			return fmt.Errorf("page %d is free and in use", n)
		}
		p.seen[n/8] |= 1 << (n % 8)
	}
	return nil
}

// bbolt writes numbers as the machine has them.
func u16(b []byte) uint16 { return binary.NativeEndian.Uint16(b) }
func u32(b []byte) uint32 { return binary.NativeEndian.Uint32(b) }
func u64(b []byte) uint64 { return binary.NativeEndian.Uint64(b) }
