package reviews

// Resolver answers the fields of Query and Mutation from the shelf.
type Resolver struct{ shelf *shelf }
