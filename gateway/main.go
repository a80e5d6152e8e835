// Command weft is a GraphQL gateway over PostgreSQL, remote GraphQL servers and Actions.
package main

func main() {}
