package operations

import (
	"encoding/json"
	"errors"

	"github.com/weftql/weft/gateway/metadata/reading"
	"github.com/weftql/weft/gateway/webhook"
)

// checkTransforms reads the templates of a webhook's transforms: they are to be right when
// they are written down (contract/events-actions-rest.md 6.4).
func checkTransforms(o *reading.Object, request, response json.RawMessage) {
	_, err := webhook.ParseRequestTransform(request)
	refuseTransform(o, "request_transform", err)
	_, err = webhook.ParseResponseTransform(response)
	refuseTransform(o, "response_transform", err)
}

// checkOwnTransforms is checkTransforms of an object's own members.
func checkOwnTransforms(o *reading.Object) {
	request, _ := o.Raw("request_transform")
	response, _ := o.Raw("response_transform")
	checkTransforms(o, request, response)
}

func refuseTransform(o *reading.Object, key string, err error) {
	var broken *webhook.TransformError
	switch {
	case err == nil:
	case errors.As(err, &broken):
		f := broken.Invalid()
		f.Path = o.Path().String()
		o.Refuse(o.Path(), f)
	default:
		o.Fail(o.At(key), "%v", err)
	}
}
