package rehearsal

// Guard is what makes a commit fail.
const Guard = guard
