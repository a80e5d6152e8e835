package operations

import "slices"

// Backend returns the commands on PostgreSQL sources, without their prefix `pg_`.
func Backend() []Operation {
	return slices.Concat(sourceOperations, tableOperations, relationshipOperations, remoteRelationshipOperations,
		permissionOperations, functionOperations, computedFieldOperations, nativeQueryOperations, eventTriggerOperations)
}

// Global returns the commands that need no prefix.
func Global() []Operation {
	return slices.Concat(sourceSectionOperations, remoteSchemaOperations, remoteSchemaRelationshipOperations, actionOperations,
		collectionOperations, allowlistOperations, endpointOperations, inheritedRoleOperations, sectionOperations,
		networkOperations, cronTriggerOperations, eventCleanupOperations)
}
