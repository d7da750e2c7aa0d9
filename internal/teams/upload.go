package teams

import (
	"bytes"
	"context"
	"fmt"
	"net/http"

	"github.com/numberdesk/numberdesk/internal/problem"
)

// MaxUpload is how large a file may be that is put in one piece, in bytes ("driveItem: createUploadSession").
const MaxUpload = 60 << 20

// Put writes a file to where its owner lets the desk put it ("Send and receive files through the bot", "Upload bytes to the
// upload session"), in one piece. Once more with the same bytes does no harm.
func (f *Files) Put(ctx context.Context, address string, content []byte) error {
	if len(content) == 0 || len(content) > MaxUpload {
		return problem.New(problem.Invalid, "The file has more than %d MB, which is more than can be put into OneDrive at once. Export it on the command line.", MaxUpload>>20)
	}
	resp, err := f.do(ctx, f.put, http.MethodPut, address, bytes.NewReader(content), http.Header{
		"Content-Type":  {"application/octet-stream"},
		"Content-Range": {fmt.Sprintf("bytes 0-%d/%d", len(content)-1, len(content))},
	})
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusCreated {
		return fileFailure(resp)
	}
	return nil
}
