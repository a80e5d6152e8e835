package planner

import (
	"math"
	"strconv"
	"strings"
)

// decimal is a number taken apart: sign, digits without leading and trailing zeros, and the
// place of the point: 0.<digits> * 10^exp. Zero has no digits.
type decimal struct {
	negative bool
	digits   string
	exp      int
}

// parseDecimal reads a JSON or GraphQL number. Exponents beyond any use are cut off.
func parseDecimal(text string) decimal {
	var d decimal
	if strings.HasPrefix(text, "-") {
		d.negative, text = true, text[1:]
	}
	mantissa, exponent := text, ""
	if i := strings.IndexAny(text, "eE"); i >= 0 {
		mantissa, exponent = text[:i], text[i+1:]
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := strings.TrimLeft(whole+fraction, "0")
	exp := len(whole) - (len(whole+fraction) - len(digits))
	d.digits = strings.TrimRight(digits, "0")
	if d.digits == "" {
		return decimal{negative: d.negative}
	}
	const most = math.MaxInt32
	e, err := strconv.Atoi(exponent)
	if err != nil && exponent != "" {
		e = most
		if exponent[0] == '-' {
			e = -most
		}
	}
	d.exp = max(-most, min(most, exp+e))
	return d
}

// integer returns the plain digits of the number when it is an integer of at most 20
// digits.
func (d decimal) integer() (string, bool) {
	const mostDigits = 20
	switch {
	case d.digits == "":
		return "0", true
	case d.exp < len(d.digits) || d.exp > mostDigits:
		return "", false
	}
	text := d.digits + strings.Repeat("0", d.exp-len(d.digits))
	if d.negative {
		text = "-" + text
	}
	return text, true
}

// String prints the number as the contract's messages do: `3.5`, `42.0`,
// `2.147483648e9`; with an exponent below 0.1 and from 10^7 up.
func (d decimal) String() string {
	var text string
	switch digits := d.digits; {
	case digits == "":
		text = "0.0"
	case d.exp < 0 || d.exp > 7:
		fraction := digits[1:]
		if fraction == "" {
			fraction = "0"
		}
		text = digits[:1] + "." + fraction + "e" + strconv.Itoa(d.exp-1)
	case d.exp == 0:
		text = "0." + digits
	case len(digits) <= d.exp:
		text = digits + strings.Repeat("0", d.exp-len(digits)) + ".0"
	default:
		text = digits[:d.exp] + "." + digits[d.exp:]
	}
	if d.negative {
		return "-" + text
	}
	return text
}
