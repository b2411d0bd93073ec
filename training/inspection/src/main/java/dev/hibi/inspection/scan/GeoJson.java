package dev.hibi.inspection.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.hibi.image.Georeference;
import dev.hibi.inspection.scan.Outline.Corner;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@link ScanExport#GEOJSON}. */
final class GeoJson {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private GeoJson() {}

  private record Point(double x, double y) {}

  static String of(StoredScan scan) {
    JsonObject json = new JsonObject();
    json.addProperty("type", "FeatureCollection");
    scan.map()
        .filter(map -> map.epsg().isPresent() && map.epsg().getAsInt() != Georeference.WGS84)
        .ifPresent(map -> json.add("crs", crs(map.epsg().getAsInt())));
    JsonArray features = new JsonArray();
    for (Region region : scan.regions()) {
      features.add(feature(scan, region));
    }
    json.add("features", features);
    return GSON.toJson(json) + "\n";
  }

  /** As GeoJSON of 2008 had it, which programs of maps still read. */
  private static JsonObject crs(int epsg) {
    JsonObject name = new JsonObject();
    name.addProperty("name", "urn:ogc:def:crs:EPSG::" + epsg);
    JsonObject crs = new JsonObject();
    crs.addProperty("type", "name");
    crs.add("properties", name);
    return crs;
  }

  private static JsonObject feature(StoredScan scan, Region region) {
    JsonObject properties = new JsonObject();
    properties.addProperty("photo", scan.photo());
    properties.addProperty("class", scan.positive());
    properties.addProperty("peak", region.peak());
    properties.addProperty("area", region.area());
    scan.millimetersPerPixel()
        .ifPresent(
            millimeters -> {
              properties.addProperty("lengthMm", millimeters * region.length());
              properties.addProperty("areaMm2", millimeters * millimeters * region.area());
            });
    JsonArray polygons = new JsonArray();
    region.outlines().forEach(outline -> polygons.add(polygon(scan, outline)));
    JsonObject geometry = new JsonObject();
    geometry.addProperty("type", "MultiPolygon");
    geometry.add("coordinates", polygons);
    JsonObject feature = new JsonObject();
    feature.addProperty("type", "Feature");
    feature.add("geometry", geometry);
    feature.add("properties", properties);
    return feature;
  }

  private static JsonArray polygon(StoredScan scan, Outline outline) {
    JsonArray rings = new JsonArray();
    rings.add(ring(scan, outline.outer(), true));
    outline.holes().forEach(hole -> rings.add(ring(scan, hole, false)));
    return rings;
  }

  /** Closed; the outer one anticlockwise where y points upwards, holes clockwise. */
  private static JsonArray ring(StoredScan scan, List<Corner> corners, boolean outer) {
    List<Point> points = new ArrayList<>();
    for (Corner corner : corners) {
      points.add(
          scan.map()
              .map(map -> new Point(map.x(corner.x(), corner.y()), map.y(corner.x(), corner.y())))
              .orElseGet(() -> new Point(corner.x(), corner.y())));
    }
    if (area(points) > 0 != outer) {
      Collections.reverse(points);
    }
    points.add(points.get(0));
    JsonArray ring = new JsonArray();
    points.forEach(point -> ring.add(ScanJson.numbers(point.x(), point.y())));
    return ring;
  }

  private static double area(List<Point> points) {
    double twice = 0;
    Point zero = points.get(0); // map coordinates are large, and areas small
    for (int i = 0; i < points.size(); i++) {
      Point one = points.get(i);
      Point two = points.get((i + 1) % points.size());
      twice +=
          (one.x() - zero.x()) * (two.y() - zero.y()) - (two.x() - zero.x()) * (one.y() - zero.y());
    }
    return twice;
  }
}
