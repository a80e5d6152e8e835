package geojson_test

import (
	"testing"

	"github.com/weftql/weft/planner"
	"github.com/weftql/weft/postgres-source/geojson"
)

func TestCheck(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{`{"type":"Point","coordinates":[1,2]}`, ""},
		{`{"type":"Point","coordinates":[1,2.5,3,4]}`, ""},
		{`{"type":"Point","coordinates":[1,2],"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4326"}}}`, ""},
		{`{"type":"MultiPoint","coordinates":[]}`, ""},
		{`{"type":"LineString","coordinates":[[0,0],[1,1]]}`, ""},
		{`{"type":"MultiLineString","coordinates":[[[0,0],[1,1]]]}`, ""},
		{`{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0.0,0]]]}`, ""},
		{`{"type":"MultiPolygon","coordinates":[[[[0,0],[0,1],[1,1],[0,0]]]]}`, ""},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}`, ""},
		{`5`, "parsing Geometry failed, expected Object, but encountered Number"},
		{`{}`, "the key 'type' was not present"},
		{`{"type":5}`, "parsing Text failed, expected String, but encountered Number"},
		{`{"type":"Circle","coordinates":[1,2]}`, "unexpected geometry type: Circle"},
		{`{"type":"Point"}`, "the key 'coordinates' was not present"},
		{`{"type":"GeometryCollection","coordinates":[1,2]}`, "the key 'geometries' was not present"},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1]}]}`, "A Position needs at least 2 elements"},
		{`{"type":"Point","coordinates":[1]}`, "A Position needs at least 2 elements"},
		{`{"type":"Point","coordinates":"1 2"}`, "parsing Position failed, expected Array, but encountered String"},
		{`{"type":"Point","coordinates":[1,"2"]}`, "parsing Double failed, expected Number, but encountered String"},
		{`{"type":"LineString","coordinates":[[0,0]]}`, "A LineString needs at least 2 Positions"},
		{`{"type":"Polygon","coordinates":[[[0,0],[0,1],[0,0]]]}`, "A LinearRing needs at least 4 Positions"},
		{`{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0.5]]]}`, "the first and last locations have to be equal for a LinearRing"},
		{`{"type":"Polygon","coordinates":[[[0,0],[0,1],[1,1],[0,0,1]]]}`, "the first and last locations have to be equal for a LinearRing"},
		{`{"type":"Polygon","coordinates":[[0,0],[0,1]]}`, "parsing Position failed, expected Array, but encountered Number"},
		{`{"type":"MultiPolygon","coordinates":5}`, "parsing [] failed, expected Array, but encountered Number"},
	} {
		v, err := planner.ParseValue([]byte(c.given))
		if err != nil {
			t.Fatal(err)
		}
		if got := geojson.Check(v); got != c.want {
			t.Errorf("%s\n got %q\nwant %q", c.given, got, c.want)
		}
	}
}
