package permissiontest_test

import (
	"math"
	"slices"
)

// fold computes an aggregate over the values of some rows: no value for count(*), one for
// a column, more for a tuple.
func fold(function string, of [][]any, distinct bool) any {
	if function == "count" {
		return count(of, distinct)
	}
	var values []any
	for _, tuple := range of {
		if tuple[0] != nil {
			values = append(values, tuple[0])
		}
	}
	if len(values) == 0 {
		return nil
	}
	switch function {
	case "max":
		return slices.MaxFunc(values, order)
	case "min":
		return slices.MinFunc(values, order)
	case "bool_and":
		return !slices.Contains(values, any(false))
	case "bool_or":
		return slices.Contains(values, any(true))
	case "sum":
		return sum(values)
	}
	return spread(function, values)
}

func count(of [][]any, distinct bool) any {
	n := int64(0)
	var seen [][]any
	for _, tuple := range of {
		if len(tuple) == 1 && tuple[0] == nil {
			continue
		}
		if distinct && len(tuple) > 0 && slices.ContainsFunc(seen, func(s []any) bool { return slices.EqualFunc(s, tuple, alike) }) {
			continue
		}
		seen = append(seen, tuple)
		n++
	}
	return n
}

// alike compares as DISTINCT does.
func alike(a, b any) bool {
	if a == nil || b == nil {
		return a == b
	}
	return same(a, b)
}

func sum(values []any) any {
	switch values[0].(type) {
	case int64:
		total := int64(0)
		for _, v := range values {
			total += v.(int64)
		}
		return total
	default:
		total := 0.0
		for _, v := range values {
			total += v.(float64)
		}
		return total
	}
}

// spread computes averages and deviations, which are compared with some tolerance.
func spread(function string, values []any) any {
	numbers := make([]float64, len(values))
	mean := 0.0
	for i, v := range values {
		if n, ok := v.(int64); ok {
			numbers[i] = float64(n)
		} else {
			numbers[i] = v.(float64)
		}
		mean += numbers[i]
	}
	mean /= float64(len(values)) // exact for equal values
	if function == "avg" {
		return mean
	}
	squares := 0.0
	for _, n := range numbers {
		squares += (n - mean) * (n - mean)
	}
	divisor := float64(len(values))
	switch function {
	case "stddev", "stddev_samp", "variance", "var_samp":
		divisor--
		if divisor == 0 {
			return nil
		}
	}
	if function[:3] == "std" {
		return math.Sqrt(squares / divisor)
	}
	return squares / divisor
}
