package rest

// The types below are the parts of OpenAPI 3.0 that endpoints are described with.

type apiDocument struct {
	OpenAPI    string                  `json:"openapi"`
	Info       apiInfo                 `json:"info"`
	Paths      map[string]apiPath      `json:"paths"`
	Components map[string]apiSchemaSet `json:"components"`
}

type apiInfo struct {
	Title       string `json:"title"`
	Version     string `json:"version"`
	Description string `json:"description"`
}

// apiPath holds operations by method, in lower case.
type apiPath map[string]apiOperation

type apiSchemaSet map[string]*apiSchema

type apiOperation struct {
	Summary     string                 `json:"summary"`
	Description string                 `json:"description"`
	Parameters  []apiParameter         `json:"parameters"`
	RequestBody *apiBody               `json:"requestBody,omitempty"`
	Responses   map[string]apiResponse `json:"responses"`
}

type apiParameter struct {
	In          string     `json:"in"`
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Required    bool       `json:"required,omitempty"`
	Schema      *apiSchema `json:"schema"`
}

type apiBody struct {
	Description string                `json:"description"`
	Required    bool                  `json:"required"`
	Content     map[string]apiContent `json:"content"`
}

type apiResponse struct {
	Description string                `json:"description"`
	Content     map[string]apiContent `json:"content"`
}

type apiContent struct {
	Schema *apiSchema `json:"schema"`
}

// apiSchema is a reference, or a type.
type apiSchema struct {
	Ref         string                `json:"$ref,omitempty"`
	Title       string                `json:"title,omitempty"`
	Description string                `json:"description,omitempty"`
	Type        string                `json:"type,omitempty"`
	Pattern     string                `json:"pattern,omitempty"`
	Nullable    *bool                 `json:"nullable,omitempty"`
	Enum        []string              `json:"enum,omitempty"`
	Items       *apiSchema            `json:"items,omitempty"`
	Properties  map[string]*apiSchema `json:"properties,omitempty"`
}
