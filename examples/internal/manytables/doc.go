// Package manytables makes databases of many tables with their metadata, the same ones every
// time, to measure what a gateway costs when a project is large.
//
// Each table has three relationships, two to one row and one to many; each role sees nearly
// all tables, through permissions that differ from role to role.
package manytables
