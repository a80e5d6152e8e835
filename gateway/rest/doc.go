// Package rest answers REST endpoints: paths below /api/rest/ that run an operation of a
// query collection (contract/events-actions-rest.md 8), and describes them as OpenAPI.
//
// The types to know: [Endpoints], what the server mounts; router, the paths of one
// document; [Check], a check of epochs that finds endpoints which cannot work.
//
// The operations run in the executor as those of clients do: allow list, permissions and
// headers are the same.
package rest
