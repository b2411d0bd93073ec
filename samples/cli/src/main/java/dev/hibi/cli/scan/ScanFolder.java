package dev.hibi.cli.scan;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.hibi.WholeFiles;
import dev.hibi.cli.option.Photographs;
import dev.hibi.cli.option.PictureFiles;
import dev.hibi.dataset.archives.ImageSources;
import dev.hibi.image.ImageRows;
import dev.hibi.image.RgbImage;
import dev.hibi.image.UnreadableImageException;
import dev.hibi.inspection.scan.PhotoScan;
import dev.hibi.inspection.scan.ScanExport;
import dev.hibi.inspection.scan.ScanOverlay;
import dev.hibi.report.ScanReport;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * What a scan writes: of each photograph {@code NAME.jpg}, the overlay, and then {@code NAME.json},
 * so that one whose JSON is there is done; at the end {@code scan.csv}. Each file appears whole or
 * not at all.
 */
final class ScanFolder {
  private static final int MOST_EDGE = 4_096; // pixels of an overlay
  private static final String SUMMARY = "scan.csv";
  private static final String COCO = "coco.json";

  /** Of a photograph whose file has no ending: its results would be those of all. */
  private static final List<String> TAKEN = List.of("scan", "coco");

  static final String SETTINGS = "settings";
  private static final String CONTENT = "file";
  private static final int JPEG_BEGIN = 0xFFD8;
  private static final int JPEG_END = 0xFFD9;
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Path folder;
  private final ScanSettings settings;
  private final List<Path> names;
  private final List<String> photos;

  private ScanFolder(Path folder, ScanSettings settings, List<Path> names, List<String> photos) {
    this.folder = folder;
    this.settings = settings;
    this.names = names;
    this.photos = photos;
  }

  /**
   * Decides on all names.
   *
   * @throws IOException if one lies outside of the folder
   */
  static ScanFolder of(Path folder, ImageSources photos, ScanSettings settings) throws IOException {
    List<Path> names = PictureFiles.of(folder, photos.samples(), "scan", "", TAKEN);
    return new ScanFolder(
        folder, settings, names, photos.samples().stream().map(sample -> sample.name()).toList());
  }

  /**
   * Refuses to go on in a folder that holds results of other photographs, or none and something
   * else.
   *
   * @param page that this scan writes, too
   * @throws IOException if it does
   */
  void requireBegun(Optional<Path> page) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Map<String, Path> results = new HashMap<>();
    Set<Path> others = new HashSet<>();
    page.ifPresent(others::add);
    others.add(folder.resolve(SUMMARY));
    others.add(folder.resolve(COCO));
    for (int i = 0; i < photos.size(); i++) {
      results.put(photos.get(i), file(i, ".json"));
      others.add(file(i, ".json"));
      others.add(file(i, ".jpg"));
      for (ScanExport export : ScanExport.values()) {
        others.add(file(i, export.suffix()));
      }
    }
    new BegunFolder(folder, results, others).check();
  }

  private Path file(int photo, String suffix) {
    Path name = names.get(photo).toAbsolutePath();
    return name.resolveSibling(name.getFileName() + suffix);
  }

  /**
   * Opens a photograph, of which the picture for the overlay is made while it is read.
   *
   * @throws UnreadableImageException as {@link Photographs#open}
   */
  ImageRows open(ImageSources sources, int photo) throws IOException {
    return Photographs.open(photos.get(photo), most -> sources.rows(photo, most))
        .shrinking(MOST_EDGE);
  }

  /**
   * Writes the overlay, what other programs read, then the JSON.
   *
   * @param content what {@link #content} said before the photograph was read
   * @param picture the photograph, no larger than the overlay
   * @return what it says
   */
  JsonObject write(
      int photo, String content, PhotoScan scan, RgbImage picture, List<ScanExport> exports)
      throws IOException {
    Path overlay = file(photo, ".jpg");
    Files.createDirectories(overlay.resolveSibling(""));
    WholeFiles.writeFile(
        overlay,
        out ->
            ImageIO.write(
                new ScanOverlay(scan, MOST_EDGE).over(picture),
                "jpg",
                Channels.newOutputStream(out)));
    JsonObject json = JsonParser.parseString(scan.toJson()).getAsJsonObject();
    json.addProperty(CONTENT, content);
    json.add(SETTINGS, settings.json());
    export(photo, json, exports);
    WholeFiles.writeFile(file(photo, ".json"), WholeFiles.text(GSON.toJson(json) + "\n"));
    return json;
  }

  /** Writes what other programs read of a photograph. */
  void export(int photo, JsonObject scan, List<ScanExport> exports) throws IOException {
    for (ScanExport export : exports) {
      WholeFiles.writeFile(
          file(photo, export.suffix()), WholeFiles.text(export.of(scan.toString())));
    }
  }

  /** Writes what other programs read of all photographs. */
  void writeCoco(ScanSummary summary) throws IOException {
    List<String> scans = summary.scans().stream().map(JsonObject::toString).toList();
    WholeFiles.writeFile(folder.resolve(COCO), WholeFiles.text(ScanExport.coco(scans)));
  }

  /**
   * What was written of a photograph.
   *
   * @param warnings is told of a file that is damaged
   * @return empty if it was not scanned yet, a file of it is damaged, or it is another photograph
   *     now
   * @throws IOException if it was with other settings, or its file is one of another photograph
   */
  Optional<JsonObject> done(ImageSources sources, int photo, Consumer<String> warnings)
      throws IOException {
    Path file = file(photo, ".json");
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    JsonObject json;
    try {
      json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      requireScan(json);
    } catch (CharacterCodingException | RuntimeException e) { // it may be broken in any way
      warnings.accept(
          "damaged, and scanned again: expected the JSON of a scan, found none (%s)"
              .formatted(file));
      return Optional.empty();
    }
    if (!new JsonPrimitive(photos.get(photo)).equals(json.get("photo"))) {
      throw new IOException(
          "another scan: expected one of %s, found one of %s (%s)"
              .formatted(photos.get(photo), json.get("photo"), file));
    }
    JsonElement found = json.get(SETTINGS);
    if (!settings.json().equals(found)) {
      throw new IOException(
          "another scan: expected one with %s (%s)".formatted(difference(found), file));
    }
    if (!new JsonPrimitive(content(sources, photo)).equals(json.get(CONTENT))) {
      return Optional.empty();
    }
    Path overlay = file(photo, ".jpg");
    if (!isWholeJpeg(overlay)) {
      warnings.accept(
          "damaged, and scanned again: expected the JPEG of a scan, found none (%s)"
              .formatted(overlay));
      return Optional.empty();
    }
    return Optional.of(json);
  }

  /** Whether a file begins and ends as one; what killed power may have left of it does not. */
  private static boolean isWholeJpeg(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() < 4 || bytes.readUnsignedShort() != JPEG_BEGIN) {
        return false;
      }
      bytes.seek(bytes.length() - 2);
      return bytes.readUnsignedShort() == JPEG_END;
    }
  }

  /** In what it differs, as the end of a sentence. */
  private String difference(@Nullable JsonElement found) {
    if (found == null || !found.isJsonObject()) {
      return "%s, found %s".formatted(settings.json(), found);
    }
    JsonObject wanted = settings.json();
    JsonObject there = found.getAsJsonObject();
    Set<String> names = new LinkedHashSet<>(wanted.keySet());
    names.addAll(there.keySet());
    names.removeIf(name -> Objects.equals(wanted.get(name), there.get(name)));
    return "%s, found %s".formatted(named(names, wanted), named(names, there));
  }

  private static String named(Set<String> names, JsonObject values) {
    return names.stream()
        .map(name -> values.has(name) ? name + " " + values.get(name) : "no " + name)
        .collect(Collectors.joining(", "));
  }

  /**
   * By which a photograph that was replaced is known, and one whose place on a map was: length and
   * CRC-32, and the CRC-32 of a world file beside it.
   *
   * @throws UnreadableImageException if it cannot be read
   */
  String content(ImageSources sources, int photo) throws IOException {
    try {
      String content =
          "%d bytes, CRC-32 %08x"
              .formatted(sources.sample(photo).byteCount(), sources.crc32(photo));
      Optional<WorldFile> map = WorldFile.beside(Path.of(photos.get(photo)));
      return map.isEmpty()
          ? content
          : "%s, world file CRC-32 %08x".formatted(content, map.get().crc32());
    } catch (IOException e) {
      throw Photographs.unreadable(photos.get(photo), e);
    }
  }

  /** Edge of a tile in pixels. */
  int tile() {
    return settings.tile();
  }

  /** Reads all that is asked of it later. */
  private static void requireScan(JsonObject json) {
    new ScanSummary().add(json);
    ScanExport.GEOJSON.of(json.toString());
    requireWithin(1, json.get("width"), Integer.MAX_VALUE);
    requireWithin(1, json.get("height"), Integer.MAX_VALUE);
    requireWithin(1, json.get("tiles"), Integer.MAX_VALUE);
    requireWithin(0, json.get("unfamiliarTiles"), json.get("tiles").getAsDouble());
    requireWithin(0, json.get("score"), 1);
    for (JsonElement element : json.getAsJsonArray("regions")) {
      JsonObject region = element.getAsJsonObject();
      requireWithin(0, region.get("peak"), 1);
      if (region.has("areaMm2")) {
        requireWithin(0, region.get("areaMm2"), Double.MAX_VALUE);
        requireWithin(0, region.get("lengthMm"), Double.MAX_VALUE);
      }
    }
  }

  private static void requireWithin(double least, JsonElement number, double most) {
    double value = number.getAsDouble();
    if (!(value >= least && value <= most)) { // NaN, too
      throw new IllegalArgumentException(
          "no scan: expected a number from %s to %s, found %s".formatted(least, most, number));
    }
  }

  /**
   * Adds to a page what was written of a photograph, so that a scan that went on has the page of
   * one that did not stop.
   */
  void addTo(ScanReport.Builder page, int photo, JsonObject scan) {
    page.add(scan.toString(), file(photo, ".jpg"));
  }

  void write(ScanSummary summary) throws IOException {
    Files.createDirectories(folder);
    WholeFiles.writeFile(folder.resolve(SUMMARY), WholeFiles.text(summary.csv()));
  }
}
