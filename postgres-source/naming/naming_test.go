package naming_test

import (
	"testing"

	"github.com/weftql/weft/postgres-source/naming"
)

func TestSplitJoinsBackToTheSameName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"users", "_foo_bar", "__foo", "a__b", "trailing_", "_", "HTTP_log", "userID"} {
		if got := naming.HasuraDefault.Field(naming.Split(name)); got != name {
			t.Errorf("field of %q = %q", name, got)
		}
		if got := naming.HasuraDefault.Type(naming.Split(name)); got != name {
			t.Errorf("type of %q = %q", name, got)
		}
	}
}

func TestConventionChangesOnlyFirstLetters(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, field, typ string }{
		{"last_seen", "lastSeen", "LastSeen"},
		{"userID", "userID", "UserID"},
		{"HTTP_log", "hTTPLog", "HTTPLog"},
		{"_foo_bar", "_fooBar", "_fooBar"},
		{"a__b", "aB", "AB"},
		{"a_1", "a1", "A1"},
	} {
		if got := naming.GraphQLDefault.Field(naming.Split(c.name)); got != c.field {
			t.Errorf("field of %q = %q, want %q", c.name, got, c.field)
		}
		if got := naming.GraphQLDefault.Type(naming.Split(c.name)); got != c.typ {
			t.Errorf("type of %q = %q, want %q", c.name, got, c.typ)
		}
	}
}

func TestTableRoots(t *testing.T) {
	t.Parallel()
	plain := naming.Object("public", "order_lines", "")
	custom := naming.Object("public", "anything", "table_one")
	for _, c := range []struct {
		root                    naming.TableRoot
		hasura, graphql, custom string
	}{
		{naming.Select, "order_lines", "orderLines", "table_one"},
		{naming.SelectByPK, "order_lines_by_pk", "orderLinesByPk", "table_oneByPk"},
		{naming.SelectAggregate, "order_lines_aggregate", "orderLinesAggregate", "table_oneAggregate"},
		{naming.SelectStream, "order_lines_stream", "orderLinesStream", "table_oneStream"},
		{naming.Insert, "insert_order_lines", "insertOrderLines", "insertTable_one"},
		{naming.InsertOne, "insert_order_lines_one", "insertOrderLinesOne", "insertTable_oneOne"},
		{naming.Update, "update_order_lines", "updateOrderLines", "updateTable_one"},
		{naming.UpdateByPK, "update_order_lines_by_pk", "updateOrderLinesByPk", "updateTable_oneByPk"},
		{naming.UpdateMany, "update_order_lines_many", "updateOrderLinesMany", "updateTable_oneMany"},
		{naming.Delete, "delete_order_lines", "deleteOrderLines", "deleteTable_one"},
		{naming.DeleteByPK, "delete_order_lines_by_pk", "deleteOrderLinesByPk", "deleteTable_oneByPk"},
		{naming.Connection, "order_lines_connection", "orderLinesConnection", "table_oneConnection"},
	} {
		hasura, graphql := naming.Rules{}, naming.Rules{Convention: naming.GraphQLDefault}
		expect(t, hasura.TableRoot(c.root, plain, ""), c.hasura)
		expect(t, graphql.TableRoot(c.root, plain, ""), c.graphql)
		expect(t, graphql.TableRoot(c.root, custom, ""), c.custom)
	}
}

func TestTypesOfATableOutsidePublic(t *testing.T) {
	t.Parallel()
	hasura, graphql := naming.Rules{}, naming.Rules{Convention: naming.GraphQLDefault}
	base := naming.Object("app", "users", "")
	custom := naming.Object("app", "users", "table_one")
	expect(t, hasura.TableType(naming.Row, base), "app_users")
	expect(t, hasura.TableType(naming.BoolExp, base), "app_users_bool_exp")
	expect(t, hasura.TableType(naming.ConnectionType, base), "app_usersConnection")
	expect(t, hasura.AggregateFieldsType(base, "stddev_samp"), "app_users_stddev_samp_fields")
	expect(t, graphql.TableType(naming.Row, base), "AppUsers")
	expect(t, graphql.TableType(naming.DeleteAtPathInput, base), "AppUsersDeleteAtPathInput")
	expect(t, graphql.TableType(naming.ConnectionType, base), "AppUsersConnection")
	expect(t, graphql.AggregateFieldsType(base, "stddev_samp"), "AppUsersStddevSampFields")
	expect(t, graphql.AggregateOrderByType(base, "stddev_pop"), "AppUsersStddevPopOrderBy")
	expect(t, graphql.TableType(naming.Row, custom), "table_one")
	expect(t, graphql.TableType(naming.BoolExp, custom), "table_oneBoolExp")
}

func TestAggregatePredicates(t *testing.T) {
	t.Parallel()
	affixed := naming.Rules{Types: naming.Affix{Prefix: "p_"}}
	graphql := naming.Rules{Convention: naming.GraphQLDefault}
	article := naming.Object("public", "article", "")
	expect(t, affixed.PredicateType(article), "article_aggregate_bool_exp")
	expect(t, affixed.PredicateFunctionType(article, "count"), "article_aggregate_bool_exp_count")
	expect(t, affixed.PredicateArgumentsType(article, "corr"), "article_aggregate_bool_exp_corr_arguments")
	expect(t, affixed.PredicateColumnsType(article, "bool_and"),
		"p_article_select_column_article_aggregate_bool_exp_bool_and_arguments_columns")
	expect(t, graphql.PredicateType(article), "ArticleAggregateBoolExp")
	expect(t, graphql.PredicateFunctionType(article, "bool_and"), "articleAggregateBoolExpBool_and")
	expect(t, graphql.RelationshipAggregate("my_posts"), "myPostsAggregate")
	expect(t, graphql.RelationshipAggregateInput("my_posts"), "my_postsAggregate")
	expect(t, affixed.RelationshipAggregateInput("my_posts"), "my_posts_aggregate")
}

func TestAffixes(t *testing.T) {
	t.Parallel()
	rules := naming.Rules{
		Roots: naming.Affix{Prefix: "app_", Suffix: "_db"}, Types: naming.Affix{Prefix: "App", Suffix: "t"}, Namespace: "shop",
	}
	users := naming.Object("public", "users", "")
	expect(t, rules.TableRoot(naming.Select, users, ""), "app_users_db")
	expect(t, rules.TableRoot(naming.Insert, users, ""), "app_insert_users_db")
	expect(t, rules.TableRoot(naming.Select, users, "everyone"), "app_everyone_db")
	expect(t, rules.TableType(naming.Row, users), "Appuserst")
	expect(t, rules.CursorOrdering(), "Appcursor_orderingt")
	expect(t, rules.SharedOrderBy(), "order_by")
	expect(t, rules.NamespaceType("query"), "Appshop_queryt")

	rules.Convention = naming.GraphQLDefault
	rules.Roots = naming.Affix{Prefix: "app", Suffix: "db"}
	expect(t, rules.TableRoot(naming.Select, users, ""), "appUsersDb")
	expect(t, rules.TableRoot(naming.Select, users, "everyone"), "appEveryoneDb")
	expect(t, rules.TableType(naming.BoolExp, users), "AppUsersBoolExpT")
	expect(t, rules.SharedOrderBy(), "OrderBy")
	expect(t, rules.Comparison("timestamptz"), "TimestamptzComparisonExp")
	expect(t, rules.ArrayComparison("String"), "StringArrayComparisonExp")
	expect(t, rules.Cast("jsonb"), "JsonbCastExp")
	expect(t, rules.Scalar("my_enum"), "my_enum")
	expect(t, rules.EnumTableValue("red"), "RED")
}

func TestWords(t *testing.T) {
	t.Parallel()
	for hasura, graphql := range map[string]string{
		"order_by": "orderBy", "where": "where", "_is_null": "_isNull", "_eq": "_eq", "_and": "_and",
		"_st_d_within": "_stDWithin", "_st_3d_d_within": "_st3dDWithin", "_st_3d_intersects": "_st3dIntersects",
		"_st_intersects_nband_geom": "_stIntersectsNbandGeom", "_has_keys_any": "_hasKeysAny",
		"_delete_at_path": "_deleteAtPath", "affected_rows": "affectedRows", "var_samp": "varSamp",
	} {
		expect(t, naming.HasuraDefault.Word(hasura), hasura)
		expect(t, naming.GraphQLDefault.Word(hasura), graphql)
	}
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	hasura, graphql := naming.Rules{}, naming.Rules{Convention: naming.GraphQLDefault}
	search := naming.Object("public", "search_articles", "")
	custom := naming.Object("public", "search_articles", "find_all")
	expect(t, hasura.Function(search, ""), "search_articles")
	expect(t, hasura.FunctionAggregate(search, ""), "search_articles_aggregate")
	expect(t, hasura.FunctionArgs(search), "search_articles_args")
	expect(t, hasura.FunctionAggregate(search, "totals"), "totals")
	expect(t, graphql.Function(search, ""), "searchArticles")
	expect(t, graphql.FunctionAggregate(search, ""), "searchArticlesAggregate")
	expect(t, graphql.FunctionArgs(search), "searchArticlesArgs")
	expect(t, graphql.Function(custom, ""), "find_all")
	expect(t, graphql.FunctionArgs(custom), "findAllArgs")
	expect(t, graphql.ComputedFieldArgs("full_name", naming.Split("my_users")), "full_name_my_users_args")
	expect(t, graphql.FunctionArgument("min_age"), "min_age")
}

func TestSep2023AppliesToGraphQLDefaultOnly(t *testing.T) {
	t.Parallel()
	on := naming.Rules{Convention: naming.GraphQLDefault, Sep2023: true}
	search := naming.Object("public", "search_articles", "")
	expect(t, on.Scalar("my_enum"), "MyEnum")
	expect(t, on.FunctionArgs(search), "SearchArticlesArgs")
	expect(t, on.FunctionArgument("min_age"), "minAge")
	expect(t, on.ConstraintValue("users_pkey"), "usersPkey")
	off := naming.Rules{Sep2023: true}
	expect(t, off.Scalar("my_enum"), "my_enum")
	expect(t, off.ConstraintValue("users_pkey"), "users_pkey")
}

func TestLegal(t *testing.T) {
	t.Parallel()
	for name, legal := range map[string]bool{
		"a": true, "_": true, "A1_b": true, "": false, "1a": false, "full name": false, "naïve": false, "a-b": false, "true": true,
	} {
		if got := naming.Legal(name); got != legal {
			t.Errorf("Legal(%q) = %v", name, got)
		}
	}
	if naming.LegalEnumValue("true") || naming.LegalEnumValue("null") || !naming.LegalEnumValue("True") {
		t.Error("only true, false and null are refused as enum values")
	}
}

func TestParseConventionReadsWhatStringWrites(t *testing.T) {
	t.Parallel()
	for _, c := range []naming.Convention{naming.HasuraDefault, naming.GraphQLDefault} {
		if got, ok := naming.ParseConvention(c.String()); !ok || got != c {
			t.Errorf("ParseConvention(%q) = %v, %v", c.String(), got, ok)
		}
	}
	if _, ok := naming.ParseConvention("graphql"); ok {
		t.Error("an unknown convention was accepted")
	}
}

func expect(t *testing.T, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
