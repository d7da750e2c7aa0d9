package card

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/numberdesk/numberdesk/internal/say"
)

// treeOf turns a card's data into what expand walks: objects, lists, string, say.Sentence, bool, int
// and nil. encoding/json would forget which texts are sentences, and leaves a nil list out of reach.
func treeOf(data any) (any, error) { return branch(reflect.ValueOf(data)) }

func branch(v reflect.Value) (any, error) {
	if s, ok := reflect.TypeAssert[say.Sentence](v); ok {
		return s, nil
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), nil
	case reflect.Bool:
		return v.Bool(), nil
	case reflect.Int, reflect.Int64:
		return int(v.Int()), nil
	case reflect.Pointer:
		if v.IsNil() {
			return nil, nil
		}
		return branch(v.Elem())
	case reflect.Slice:
		if v.IsNil() {
			return nil, nil
		}
		list := make([]any, v.Len())
		for i := range list {
			var err error
			if list[i], err = branch(v.Index(i)); err != nil {
				return nil, err
			}
		}
		return list, nil
	case reflect.Struct:
		object := make(map[string]any, v.NumField())
		for i := range v.NumField() {
			name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
			child, err := branch(v.Field(i))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			object[name] = child
		}
		return object, nil
	}
	return nil, fmt.Errorf("a card's data cannot hold a %v", v.Kind())
}
