package dev.hibi.inspection.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.hibi.image.Georeference;
import dev.hibi.image.PhotoMetadata;
import dev.hibi.inspection.scan.Outline.Corner;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A region of a square with a hole, and a part that touches it at a corner. */
final class ScanExportTest {
  private static final Region REGION =
      new Region(
          10,
          20,
          40,
          40,
          0.75,
          900,
          List.of(
              new Outline(
                  corners(10, 20, 40, 20, 40, 50, 10, 50),
                  List.of(corners(20, 30, 20, 40, 30, 40, 30, 30))),
              new Outline(corners(40, 50, 50, 50, 50, 60, 40, 60), List.of())));

  private static List<Corner> corners(int... numbers) {
    return IntStream.range(0, numbers.length / 2)
        .mapToObj(i -> new Corner(numbers[2 * i], numbers[2 * i + 1]))
        .toList();
  }

  private static PhotoScan scan() {
    ScoreField field = new ScoreField.Merge(100, 80, 10, 10).field();
    return new PhotoScan(
        "walls/north \"1\".jpg",
        "ひび",
        0.5,
        0,
        field,
        List.of(REGION),
        4,
        0,
        PhotoMetadata.NONE,
        OptionalDouble.empty());
  }

  private static PhotoScan onAMap(OptionalInt epsg) {
    return onAMap(1_000, epsg);
  }

  private static PhotoScan onAMap(double originX, OptionalInt epsg) {
    Georeference place = new Georeference(originX, 2_000, 0.5, 0, 0, -0.5, epsg);
    return scan().with(PhotoMetadata.NONE.with(place));
  }

  @Test
  void geoJsonIsInPixelsWithoutAMap() {
    assertThat(ScanExport.GEOJSON.of(scan().toJson()))
        .isEqualTo(
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
                + "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[10.0,20.0],[40.0,20.0],[40.0,50.0],"
                + "[10.0,50.0],[10.0,20.0]],[[20.0,30.0],[20.0,40.0],[30.0,40.0],[30.0,30.0],"
                + "[20.0,30.0]]],[[[40.0,50.0],[50.0,50.0],[50.0,60.0],[40.0,60.0],[40.0,50.0]]]]},"
                + "\"properties\":{\"photo\":\"walls/north \\\"1\\\".jpg\",\"class\":\"ひび\","
                + "\"peak\":0.75,\"area\":900}}]}\n");
  }

  @Test
  void onAMapItHasItsCoordinatesAndTurnsAsTheMapDoes() {
    String text = ScanExport.GEOJSON.of(onAMap(OptionalInt.of(6_677)).toJson());

    assertThat(text)
        .contains(
            "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::6677\"}}")
        .contains(
            "[[1005.0,1975.0],[1020.0,1975.0],[1020.0,1990.0],[1005.0,1990.0],[1005.0,1975.0]]");
    assertThat(ScanExport.GEOJSON.of(onAMap(OptionalInt.of(4_326)).toJson())).doesNotContain("crs");
    assertThat(ScanExport.GEOJSON.of(onAMap(OptionalInt.empty()).toJson())).doesNotContain("crs");
  }

  @Test
  void lengthsAndAreasAreInMillimetresWhereThatIsKnown() {
    String text = scan().withMillimetersPerPixel(0.5).toJson();

    assertThat(REGION.length()).isEqualTo(Math.hypot(40, 40), within(1e-9));
    assertThat(text.replaceAll("\\s", ""))
        .contains("\"area\":900,\"lengthMm\":" + 0.5 * Math.hypot(40, 40) + ",\"areaMm2\":225.0");
    assertThat(ScanExport.GEOJSON.of(text)).contains("\"areaMm2\":225.0");
    assertThatThrownBy(() -> scan().withMillimetersPerPixel(Double.NaN))
        .hasMessage("bad scale: expected millimetres a pixel, finite and above 0, found NaN");
  }

  @Test
  void labelmeHasAPolygonAPart() {
    assertThat(ScanExport.LABELME.of(scan().toJson()))
        .isEqualTo(
            "{\"version\":\"5.5.0\",\"flags\":{},\"shapes\":[{\"label\":\"ひび\",\"points\":"
                + "[[10,20],[40,20],[40,50],[10,50]],\"group_id\":1,\"shape_type\":\"polygon\","
                + "\"flags\":{}},{\"label\":\"ひび\",\"points\":[[40,50],[50,50],[50,60],[40,60]],"
                + "\"group_id\":1,\"shape_type\":\"polygon\",\"flags\":{}}],\"imagePath\":"
                + "\"north \\\"1\\\".jpg\",\"imageData\":null,\"imageHeight\":80,\"imageWidth\":100}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "photos/wall!1.jpg, wall!1.jpg",
    "wall!.jpg, wall!.jpg",
    "photos!/wall.jpg, wall.jpg",
    "photos.zip!wall.jpg, wall.jpg",
    "photos.zip!a/wall.jpg, wall.jpg",
    "sites/photos.ZIP!wall!1.jpg, wall!1.jpg",
    "photos.zip!a/wall!1.jpg, wall!1.jpg",
    "C:\\photos\\wall.jpg, wall.jpg"
  })
  void labelmeLooksForThePhotographByTheNameOfItsFile(String photo, String expected) {
    JsonObject json = JsonParser.parseString(scan().toJson()).getAsJsonObject();
    json.addProperty("photo", photo);

    String labelme = ScanExport.LABELME.of(json.toString());

    assertThat(JsonParser.parseString(labelme).getAsJsonObject().get("imagePath").getAsString())
        .isEqualTo(expected);
  }

  @Test
  void dxfHasAClosedLineARingWithYUpwards() {
    List<String> lines = ScanExport.DXF.of(scan().toJson()).lines().toList();

    assertThat(lines).filteredOn("POLYLINE"::equals).hasSize(3);
    assertThat(lines).filteredOn("VERTEX"::equals).hasSize(12);
    assertThat(lines).contains("HIBI___", "AC1009", "EOF");
    assertThat(String.join(" ", lines)).contains(" 10 10.000000000  20 60.000000000 ");
    assertThat(ScanExport.DXF.of(onAMap(OptionalInt.empty()).toJson()))
        .contains(" 10\n1005.000000000\n 20\n1990.000000000\n");
    assertThat(ScanExport.DXF.of(scan().withMillimetersPerPixel(2).toJson()))
        .contains(" 10\n20.000000000\n 20\n120.000000000\n");
  }

  @Test
  void csvHasALineARegion() {
    String header =
        "photo,region,x,y,width,height,peak,area,lengthMm,areaMm2,mapX,mapY\n"
            + "\"walls/north \"\"1\"\".jpg\",1,10,20,40,40,0.75,900,";

    assertThat(ScanExport.CSV.of(scan().toJson())).isEqualTo(header + ",,,\n");
    assertThat(ScanExport.CSV.of(scan().withMillimetersPerPixel(0.5).toJson()))
        .isEqualTo(header + 0.5 * Math.hypot(40, 40) + ",225.0,,\n");
    assertThat(ScanExport.CSV.of(onAMap(OptionalInt.empty()).toJson()))
        .isEqualTo(header + ",,1015.0,1980.0\n");
    assertThat(ScanExport.CSV.of(onAMap(10_000_000, OptionalInt.empty()).toJson()))
        .isEqualTo(header + ",,10000015,1980.0\n");
  }

  @Test
  void csvOfAPhotographWithoutARegionHasItsHeaderAlone() {
    PhotoScan clean = scan().withThreshold(0.999);

    assertThat(clean.regions()).isEmpty();
    assertThat(ScanExport.CSV.of(clean.toJson()))
        .isEqualTo("photo,region,x,y,width,height,peak,area,lengthMm,areaMm2,mapX,mapY\n");
  }

  @Test
  void cocoNumbersPhotographsAndRegionsThrough() {
    String text = ScanExport.coco(List.of(scan().toJson(), scan().toJson()));

    assertThat(text)
        .startsWith(
            "{\"images\":[{\"id\":1,\"file_name\":\"walls/north \\\"1\\\".jpg\",\"width\":100,"
                + "\"height\":80},{\"id\":2,")
        .contains(
            "{\"id\":2,\"image_id\":2,\"category_id\":1,\"segmentation\":[[10,20,40,20,40,50,10,50],"
                + "[40,50,50,50,50,60,40,60]],\"area\":900,\"bbox\":[10,20,40,40],\"iscrowd\":0,"
                + "\"score\":0.75}")
        .endsWith("\"categories\":[{\"id\":1,\"name\":\"ひび\"}]}\n");
  }

  @Test
  void whatIsNoScanIsRefused() {
    for (String text : List.of("", "[]", "{}", "{\"regions\": 3}", "no json")) {
      assertThatThrownBy(() -> ScanExport.GEOJSON.of(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("no scan: expected a JSON object of one, found '");
    }
  }

  @Test
  void theJsonCarriesWhatTheFileSays() {
    PhotoMetadata said =
        new PhotoMetadata(
            Optional.of("2026-11-30T10:22:33"),
            Optional.of("Canon EOS R5"),
            OptionalDouble.of(35.5),
            OptionalDouble.of(139.75),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty());

    String text = scan().with(said).toJson().replaceAll("\\s", "");

    assertThat(text)
        .contains(
            "\"height\":80,\"taken\":\"2026-11-30T10:22:33\",\"camera\":\"CanonEOSR5\","
                + "\"latitude\":35.5,\"longitude\":139.75,\"positive\":");
    assertThat(ScanExport.coco(List.of(text)))
        .contains("\"date_captured\":\"2026-11-30T10:22:33\"");
  }
}
