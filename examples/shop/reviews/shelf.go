package reviews

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
	"unicode/utf8"
)

// Bounds on what clients may add: the shelf is memory of the process.
const (
	maxAdded = 10_000
	maxText  = 2_000 // characters
)

// shelf holds all reviews. It is safe for concurrent use; a review never changes once it is
// on the shelf.
type shelf struct {
	now func() time.Time

	mu         sync.RWMutex
	added      int
	byID       map[string]*Review
	byProduct  map[string][]*Review // the newest first
	byCustomer map[string][]*Review // the newest first
}

// newShelf returns a shelf with the reviews the shop opens with.
func newShelf(now func() time.Time) *shelf {
	s := &shelf{now: now, byID: map[string]*Review{}, byProduct: map[string][]*Review{}, byCustomer: map[string][]*Review{}}
	for product := 1; product <= productCount; product++ {
		for _, r := range writtenAbout(product) {
			s.put(r)
		}
	}
	for _, lists := range []map[string][]*Review{s.byProduct, s.byCustomer} {
		for _, list := range lists {
			slices.SortStableFunc(list, func(a, b *Review) int { return b.WrittenAt.Compare(a.WrittenAt) })
		}
	}
	return s
}

// put files a review in front of the others. Lock should be held.
func (s *shelf) put(r *Review) {
	s.byID[r.ID] = r
	s.byProduct[r.ProductID] = slices.Insert(s.byProduct[r.ProductID], 0, r)
	s.byCustomer[r.CustomerID] = slices.Insert(s.byCustomer[r.CustomerID], 0, r)
}

func (s *shelf) review(id string) *Review {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byID[id]
}

func (s *shelf) ofProduct(id string, limit *int) ([]*Review, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return first(s.byProduct[id], limit)
}

func (s *shelf) ofCustomer(id string, limit *int) ([]*Review, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return first(s.byCustomer[id], limit)
}

// first copies the first reviews of a list, all of them without a limit.
func first(list []*Review, limit *int) ([]*Review, error) {
	n := len(list)
	if limit != nil {
		if *limit < 0 {
			return nil, errors.New("limit must not be negative")
		}
		n = min(n, *limit)
	}
	return append([]*Review{}, list[:n]...), nil
}

// rating sums up what customers think of a product.
func (s *shelf) rating(product string) *Rating {
	s.mu.RLock()
	defer s.mu.RUnlock()
	list := s.byProduct[product]
	if len(list) == 0 {
		return &Rating{}
	}
	sum := 0
	for _, r := range list {
		sum += r.Stars
	}
	average := float64(sum) / float64(len(list))
	return &Rating{Count: len(list), Average: &average}
}

// add checks a review and puts it on the shelf.
func (s *shelf) add(in NewReview) (*Review, error) {
	if in.Stars < 1 || in.Stars > 5 {
		return nil, fmt.Errorf("stars must be from 1 to 5, not %d", in.Stars)
	}
	if n := utf8.RuneCountInString(in.Text); n == 0 || n > maxText {
		return nil, fmt.Errorf("text must have from 1 to %d characters, not %d", maxText, n)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.added == maxAdded {
		return nil, fmt.Errorf("the shelf is full: it takes %d new reviews", maxAdded)
	}
	s.added++
	r := &Review{
		ID:        fmt.Sprintf("new-%d", s.added),
		ProductID: in.ProductID, CustomerID: in.CustomerID,
		Stars: in.Stars, Text: in.Text,
		WrittenAt: s.now().UTC().Truncate(time.Second),
	}
	s.put(r)
	return r, nil
}
