package remote

// Problem is an object of the remote schema's metadata that is not valid. Without it the
// remote schema works; the caller lists it as inconsistent.
type Problem struct {
	// Role is set for a permission.
	Role string
	// Type and Relationship are set for a relationship: the server's type and the
	// relationship's name.
	Type, Relationship string
	// Err is a [*planner.Fault].
	Err error
}
