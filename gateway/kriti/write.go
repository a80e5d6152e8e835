package kriti

import "github.com/weftql/weft/planner"

// AppendJSON appends a value as compact JSON, and tells false when it has more than limit
// bytes: templates can make values that share parts and are huge when written out.
func AppendJSON(dst []byte, v *planner.Value, limit int) ([]byte, bool) {
	w := writer{out: dst, end: len(dst) + limit}
	w.value(v)
	return w.out, len(w.out) <= w.end
}

type writer struct {
	out []byte
	end int
}

func (w *writer) value(v *planner.Value) {
	if len(w.out) > w.end {
		return
	}
	switch v.Kind {
	case planner.List:
		w.out = append(w.out, '[')
		for i, item := range v.Items {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			if w.value(item); len(w.out) > w.end {
				return
			}
		}
		w.out = append(w.out, ']')
	case planner.Object:
		w.out = append(w.out, '{')
		for i, m := range v.Members {
			if i > 0 {
				w.out = append(w.out, ',')
			}
			w.out = append(planner.AppendJSONString(w.out, m.Name), ':')
			if w.value(m.Value); len(w.out) > w.end {
				return
			}
		}
		w.out = append(w.out, '}')
	default:
		w.out = v.AppendJSON(w.out)
	}
}
