package checkout

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Bounds of one purchase.
const (
	maxLines    = 100
	maxQuantity = 1_000
	maxNote     = 500 // characters
)

// basket is the Action's input, CheckoutInput in actions.graphql.
type basket struct {
	AddressID *int32       `json:"addressId"`
	Lines     []basketLine `json:"lines"`
	Note      *string      `json:"note"`
}

type basketLine struct {
	ProductID int32 `json:"productId"`
	Quantity  int32 `json:"quantity"`
}

// check refuses what can be refused without looking into the database.
func (b *basket) check() error {
	switch {
	case len(b.Lines) == 0:
		return refuse("empty-basket", "the basket is empty")
	case len(b.Lines) > maxLines:
		return refuse("basket-too-large", fmt.Sprintf("the basket has more than %d lines", maxLines))
	case b.Note != nil && utf8.RuneCountInString(*b.Note) > maxNote:
		return refuse("note-too-long", fmt.Sprintf("the note has more than %d characters", maxNote))
	}
	seen := map[int32]bool{}
	for _, l := range b.Lines {
		if l.Quantity < 1 || l.Quantity > maxQuantity {
			return refuse("bad-quantity", fmt.Sprintf("product %d: the quantity must be from 1 to %d, not %d", l.ProductID, maxQuantity, l.Quantity))
		}
		if seen[l.ProductID] {
			return refuse("duplicate-product", fmt.Sprintf("product %d is in the basket twice", l.ProductID))
		}
		seen[l.ProductID] = true
	}
	return nil
}

// columns returns product ids and quantities side by side.
func (b *basket) columns() (ids, quantities []int32) {
	for _, l := range b.Lines {
		ids = append(ids, l.ProductID)
		quantities = append(quantities, l.Quantity)
	}
	return ids, quantities
}

// customer is who buys: the session's user.
func (s session) customer() (int32, error) {
	user, ok := s["x-hasura-user-id"]
	if !ok {
		return 0, refuse("no-customer", "nobody is buying: send the header x-hasura-user-id with the customer's id")
	}
	id, err := strconv.ParseInt(user, 10, 32)
	if err != nil {
		return 0, refuse("no-customer", fmt.Sprintf("x-hasura-user-id must be a number, not %q", user))
	}
	return int32(id), nil
}
